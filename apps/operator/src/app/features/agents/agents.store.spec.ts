import { provideHttpClient } from '@angular/common/http';
import {
  HttpTestingController,
  type TestRequest,
  provideHttpClientTesting,
} from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type Agent, LiveEvents, WorkspacesStore } from '@nora/data-access';
import { Subject } from 'rxjs';

import { sampleAgent } from '../../../testing/samples';
import { AgentsStore } from './agents.store';

const about = { id: '9', at: '2026-03-01T12:00:00.000Z', workspaceId: 'workspace-1', agentId: 'agent-1' };
const state = { name: 'Night watch', status: 'running', statusReason: null, desiredState: 'running' };
const LIST = '/api/workspaces/workspace-1/agents';

describe('AgentsStore', () => {
  const events = new Subject<object>();
  let store: AgentsStore;
  let server: HttpTestingController;

  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const listed = (): TestRequest => server.expectOne(({ url }) => url === LIST);
  const names = (agents: readonly Agent[]) => agents.map(({ name }) => name);

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: LiveEvents, useValue: { events, resync: new Subject<void>() } },
        {
          provide: WorkspacesStore,
          useValue: { current: signal({ id: 'workspace-1' }), can: () => true },
        },
      ],
    });
    store = TestBed.inject(AgentsStore);
    server = TestBed.inject(HttpTestingController);
    TestBed.tick();
    const kept = sampleAgent({ id: 'agent-2', name: 'Old watch', status: 'deleted', dataKept: true });
    listed().flush({ items: [sampleAgent(), kept], nextCursor: null });
    await settle();
  });

  it('keeps deleted agents apart that can be restored', () => {
    expect(names(store.items())).toEqual(['Night watch']);
    expect(names(store.kept())).toEqual(['Old watch']);
  });

  it('asks the list, where nothing kept is no error, what a deletion left', async () => {
    events.next({ ...about, ...state, type: 'agent.deleted', status: 'deleted' });
    expect(names(store.items())).toEqual([]);
    const request = listed();
    expect(request.request.params.getAll('status')).toEqual(['deleted']);
    request.flush({
      items: [sampleAgent({ status: 'deleted', dataKept: true })],
      nextCursor: null,
    });
    await settle();
    expect(names(store.kept())).toEqual(['Night watch']);
  });

  it('shows an agent among the others again as soon as it is being restored', () => {
    events.next({ ...about, ...state, agentId: 'agent-2', type: 'agent.status-changed', status: 'queued' });
    expect(store.items()).toHaveLength(2);
    expect(store.kept()).toHaveLength(0);
  });

  const pause = { scope: 'agent', kind: 'kill', reason: 'Runs wild.', since: about.at, until: null } as const;

  it('asks what keeps an agent whose models were stopped, and all of them when they were for everybody', async () => {
    events.next({ ...about, type: 'models.stopped', scope: 'agent', kind: 'kill', reason: 'Runs wild.' });
    server.expectOne('/api/agents/agent-1').flush(sampleAgent({ modelPause: pause }));
    await settle();
    expect(store.items()[0]?.modelPause).toEqual(pause);
    events.next({
      ...about,
      agentId: null,
      type: 'models.resumed',
      scope: 'workspace',
      kind: 'kill',
      reason: '',
    });
    listed().flush({ items: [sampleAgent()], nextCursor: null });
    await settle();
    expect(store.items()[0]?.modelPause).toBeNull();
    events.next({ ...about, workspaceId: 'another', agentId: null, type: 'models.stopped' });
    server.verify();
  });

  it('reads an agent again that was changed', async () => {
    events.next({ ...about, ...state, type: 'agent.updated', name: 'Day watch' });
    expect(names(store.items())).toEqual(['Day watch']);
    server.expectOne('/api/agents/agent-1').flush(sampleAgent({ name: 'Day watch', driftPolicy: 'ignore' }));
    await settle();
    expect(store.items()[0]?.driftPolicy).toBe('ignore');
  });
});
