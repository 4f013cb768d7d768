import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { JobActs, isDiscardable } from './job-acts.store';
import type { QueueJob } from './queue-jobs.store';

const job = (id: string): QueueJob => ({
  ...{
    id,
    queue: 'deployments',
    state: 'failed',
    payload: { v: 1 },
    error: 'It broke.',
    attempts: 5,
    turn: 1,
  },
  ...{ queuedAt: '2026-01-01T00:00:00Z', dueAt: '2026-01-01T00:00:00Z', startedAt: null, finishedAt: null },
  ...{ retryable: true, deployment: null },
});
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('JobActs', () => {
  let acts: JobActs;
  let server: HttpTestingController;
  let settled: number;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), JobActs],
    });
    acts = TestBed.inject(JobActs);
    server = TestBed.inject(HttpTestingController);
    settled = 0;
    acts.settled.subscribe(() => (settled += 1));
  });
  afterEach(() => server.verify());

  const retryOf = (id: string) => server.expectOne(`/api/admin/queues/deployments/jobs/${id}/retry`);

  it('goes on after a refusal, and keeps what became of each', async () => {
    const done = acts.run('retry', [job('a'), job('b')]);
    expect(acts.progress()).toEqual({ act: 'retry', done: 0, total: 2 });
    const refusal = { code: 'operation_in_progress', detail: 'A deployment of this agent is still running.' };
    retryOf('a').flush(refusal, { status: 409, statusText: 'Conflict' });
    await settle();
    expect(acts.progress()).toEqual({ act: 'retry', done: 1, total: 2 });
    retryOf('b').flush(
      { jobId: 'deploy-new-0', deploymentId: 'new' },
      { status: 202, statusText: 'Accepted' },
    );
    await done;
    expect(acts.progress()).toBeNull();
    expect(acts.outcomes()).toMatchObject([
      { job: { id: 'a' }, deploymentId: null, problem: { detail: refusal.detail } },
      { job: { id: 'b' }, deploymentId: 'new', problem: null },
    ]);
    expect(settled).toBe(1);
  });

  it('does nothing else while something is being done', async () => {
    const done = acts.run('discard', [job('a')]);
    await acts.run('retry', [job('b')]);
    const { request } = server.expectOne('/api/admin/queues/deployments/jobs/a');
    expect(request.method).toBe('DELETE');
    TestBed.resetTestingModule();
    await Promise.race([done, settle()]);
  });

  it('stops after the job at hand when the page is left', async () => {
    void acts.run('discard', [job('a'), job('b')]);
    const first = server.expectOne('/api/admin/queues/deployments/jobs/a');
    TestBed.resetTestingModule();
    first.flush(null, { status: 204, statusText: 'No Content' });
    await settle();
    expect(acts.outcomes()).toHaveLength(1);
    expect(settled).toBe(0);
  });
});

describe('isDiscardable', () => {
  it('is what has ended, and nothing that is still to be done', () => {
    const states = ['waiting', 'delayed', 'active', 'failed', 'completed'] as const;
    expect(states.filter((state) => isDiscardable({ ...job('a'), state }))).toEqual(['failed', 'completed']);
  });
});
