import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';

import { ProblemError, toUserProblem } from './problem';

const document = {
  type: 'about:blank',
  title: 'Conflict',
  status: 409,
  code: 'operation_in_progress',
  detail: 'A deployment of this agent is still running.',
  correlationId: 'abc-1',
  deploymentId: 'd-1',
};

describe('toUserProblem', () => {
  it('keeps what the problem document says and names the deployment that is in the way', () => {
    const problem = toUserProblem(new HttpErrorResponse({ status: 409, error: document }));
    expect(problem).toEqual({
      title: 'Another operation is running',
      detail: 'A deployment of this agent is still running.',
      agents: [],
      code: 'operation_in_progress',
      status: 409,
      correlationId: 'abc-1',
      errors: [],
      deploymentId: 'd-1',
      challenge: null,
      workspaces: [],
      retryable: false,
    });
  });

  it('keeps what is needed to go on: the log-in that waits, the workspaces to decide about', () => {
    const waiting = { ...document, code: 'second_factor_required', challenge: 'c-1' };
    expect(toUserProblem(new HttpErrorResponse({ status: 401, error: waiting })).challenge).toBe('c-1');
    const owned = { ...document, code: 'still_owner', workspaces: [{ id: 'w-1', name: 'Research' }] };
    expect(toUserProblem(new HttpErrorResponse({ status: 409, error: owned })).workspaces).toEqual([
      { id: 'w-1', name: 'Research' },
    ]);
  });

  it('reads a problem document that arrives as text', () => {
    const problem = toUserProblem(new ProblemError(409, JSON.stringify(document), null));
    expect(problem.code).toBe('operation_in_progress');
    expect(problem.correlationId).toBe('abc-1');
  });

  it('says that the server cannot be reached when no answer arrived', () => {
    const byClient = toUserProblem(new HttpErrorResponse({ status: 0 }));
    const byFetch = toUserProblem(new TypeError('Failed to fetch'));
    expect(byClient.code).toBe('unreachable');
    expect(byFetch).toEqual(byClient);
    expect(byClient.retryable).toBe(true);
  });

  it('never shows the body of an answer that is no problem document', () => {
    const html = '<html><pre>Error: at Object.<anonymous> (/srv/nora/main.js:1:1)</pre></html>';
    const headers = new HttpHeaders({ 'x-correlation-id': 'abc-2' });
    const problem = toUserProblem(new HttpErrorResponse({ status: 500, error: html, headers }));
    expect(`${problem.title} ${problem.detail}`).not.toContain('main.js');
    expect(problem.correlationId).toBe('abc-2');
    expect(problem.retryable).toBe(true);
  });

  it('never shows the message or stack of an error in the page', () => {
    const problem = toUserProblem(new Error("Cannot read properties of undefined (reading 'x')"));
    expect(`${problem.title} ${problem.detail}`).not.toContain('undefined');
    expect(problem.code).toBe('client_error');
  });

  it('offers a retry for a rate limit and not for a refusal', () => {
    const of = (status: number, code: string) =>
      toUserProblem(new HttpErrorResponse({ status, error: { ...document, status, code } })).retryable;
    expect(of(429, 'too_many_requests')).toBe(true);
    expect(of(403, 'forbidden')).toBe(false);
  });
});
