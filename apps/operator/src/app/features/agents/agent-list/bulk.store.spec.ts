import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { LiveEvents } from '@nora/data-access';
import { Subject } from 'rxjs';

import { sampleAgent, sampleDeployment } from '../../../../testing/samples';
import { BulkStore } from './bulk.store';

const agents = [
  sampleAgent({ id: 'agent-1', name: 'Night watch' }),
  sampleAgent({ id: 'agent-2', name: 'Stopwatch', status: 'stopped' }),
];
const URL = '/api/workspaces/workspace-1/agents/bulk';
const refusal = { code: 'operation_not_allowed', detail: 'An agent that is stopped cannot stop.' };

describe('BulkStore', () => {
  const events = new Subject<object>();
  const resync = new Subject<void>();
  let store: BulkStore;
  let server: HttpTestingController;

  function arrive(): void {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: LiveEvents, useValue: { events, resync } },
      ],
    });
    store = TestBed.inject(BulkStore);
    server = TestBed.inject(HttpTestingController);
  }

  beforeEach(() => {
    sessionStorage.clear();
    arrive();
  });

  async function stopBoth(): Promise<void> {
    const asked = store.start('stop', 'workspace-1', agents);
    const request = server.expectOne(URL);
    expect(request.request.body).toEqual({ operation: 'stop', agentIds: ['agent-1', 'agent-2'] });
    const deployment = sampleDeployment({ kind: 'stop', status: 'queued', startedAt: null });
    request.flush({
      results: [
        { agentId: 'agent-1', deployment },
        { agentId: 'agent-2', error: refusal },
      ],
    });
    await asked;
  }
  const ended = {
    ...{ id: '9', at: '2026-03-01T12:00:00.000Z', workspaceId: 'workspace-1', agentId: 'agent-1' },
    ...{ type: 'deployment.status-changed', deploymentId: 'deployment-1', kind: 'stop' },
    ...{ status: 'succeeded', errorCode: null, reason: null, cancelRequested: false },
  };

  it('shows a result for each agent: accepted beside refused', async () => {
    await stopBoth();
    expect(store.run()?.items.map(({ name, refusal: why }) => [name, why])).toEqual([
      ['Night watch', null],
      ['Stopwatch', refusal.detail],
    ]);
    expect(store.counts()).toEqual({ done: 0, going: 1, not: 1 });
  });

  it('follows what was accepted until it is over', async () => {
    await stopBoth();
    events.next(ended);
    expect(store.counts()).toEqual({ done: 1, going: 0, not: 1 });
  });

  it('is still there after a reload, and reads again what was under way', async () => {
    await stopBoth();
    arrive();
    server
      .expectOne('/api/deployments/deployment-1')
      .flush(sampleDeployment({ kind: 'stop', status: 'succeeded' }));
    await new Promise((resolve) => setTimeout(resolve));
    expect(store.counts()).toEqual({ done: 1, going: 0, not: 1 });
  });

  it('stays until it is dismissed', async () => {
    await stopBoth();
    events.next(ended);
    store.dismiss();
    arrive();
    expect(store.run()).toBeNull();
  });

  it('says of every agent that nothing was asked when the call itself failed', async () => {
    const asked = store.start('stop', 'workspace-1', agents);
    server
      .expectOne(URL)
      .flush({ code: 'internal_error', detail: 'Broken.' }, { status: 500, statusText: 'Error' });
    await asked;
    expect(store.run()?.items.map(({ refusal: why }) => why)).toEqual(['Broken.', 'Broken.']);
    expect(store.asking()).toBe(false);
  });

  it('asks for no more than a hundred at once', async () => {
    const many = Array.from({ length: 130 }, (_, index) => sampleAgent({ id: `agent-${index}` }));
    const asked = store.start('start', 'workspace-1', many);
    const first = server.expectOne(URL);
    expect((first.request.body as { agentIds: string[] }).agentIds).toHaveLength(100);
    first.flush({ results: [] });
    await new Promise((resolve) => setTimeout(resolve));
    const second = server.expectOne(URL);
    expect((second.request.body as { agentIds: string[] }).agentIds).toHaveLength(30);
    second.flush({ results: [] });
    await asked;
  });
});
