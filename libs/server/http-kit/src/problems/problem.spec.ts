import { DomainError, ERROR_STATUS, type ErrorCode } from '@nora/contracts';
import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { problemOf, toDomainError } from './problem';

const codeOf = (error: unknown) => toDomainError(error).code;

describe('problemOf', () => {
  it('has every member of a problem document, for every code', () => {
    for (const code of Object.keys(ERROR_STATUS) as ErrorCode[]) {
      expect(problemOf(new DomainError(code, 'What happened.'), 'an-id')).toEqual({
        type: `urn:nora:problem:${code}`,
        title: expect.stringMatching(/\S/),
        status: ERROR_STATUS[code],
        code,
        detail: 'What happened.',
        correlationId: 'an-id',
      });
    }
  });

  it('carries the facts of the error and nothing of its cause', () => {
    const error = new DomainError(
      'operation_in_progress',
      'Wait.',
      { deploymentId: 'd' },
      { cause: 'secret' },
    );
    const problem = problemOf(error, 'an-id');
    expect(problem).toMatchObject({ deploymentId: 'd' });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});

describe('toDomainError', () => {
  it('leaves a refusal as it is', () => {
    const error = new DomainError('not_found', 'Not here.');
    expect(toDomainError(error)).toBe(error);
  });

  it('says nothing of what was not expected', () => {
    const error = toDomainError(new Error('SELECT password FROM users'));
    expect(error.code).toBe('internal_error');
    expect(error.message).not.toContain('SELECT');
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('knows the refusals of Nest and of the body parser', () => {
    const parser = (status: number) => Object.assign(new Error('x'), { status, expose: true });
    expect(codeOf(new NotFoundException())).toBe('not_found');
    expect(codeOf(new BadRequestException('secret'))).toBe('malformed_request');
    expect(codeOf(new HttpException('teapot', 418))).toBe('malformed_request');
    expect(codeOf(parser(400))).toBe('malformed_request');
    expect(codeOf(parser(413))).toBe('payload_too_large');
    expect(codeOf(parser(415))).toBe('unsupported_media_type');
    expect(codeOf(new URIError('bad'))).toBe('malformed_request');
  });

  it('takes a lost connection for something that passes', () => {
    expect(codeOf(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toBe('service_unavailable');
    expect(codeOf(Object.assign(new Error('x'), { driverError: { code: '57P01' } }))).toBe(
      'service_unavailable',
    );
    expect(codeOf(Object.assign(new Error('x'), { code: '23505' }))).toBe('internal_error');
  });

  it.each([null, undefined, 'text', 7])('copes with %p being thrown', (thrown) => {
    expect(codeOf(thrown)).toBe('internal_error');
  });
});
