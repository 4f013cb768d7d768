import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { type AgentVersion, LiveEvents } from '@nora/data-access';
import { Subject } from 'rxjs';

import { VersionsStore } from './versions.store';

const LIST = '/api/agents/agent-1/versions?limit=50';
const version = (number: number, current = false): AgentVersion => ({
  ...{ number, current, source: 'edit', message: `Change ${number}`, author: null },
  ...{ createdAt: '2026-03-01T11:00:00.000Z', lastDeployment: null },
});

describe('VersionsStore', () => {
  const events = new Subject<object>();
  let store: VersionsStore;
  let server: HttpTestingController;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        VersionsStore,
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: LiveEvents, useValue: { events, resync: new Subject<void>() } },
      ],
    });
    store = TestBed.inject(VersionsStore);
    server = TestBed.inject(HttpTestingController);
    const opened = store.open('agent-1');
    server.expectOne(LIST).flush({ items: [version(2, true)], nextCursor: 'older' });
    await opened;
  });

  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const deployed = (part: object) => ({
    ...{ id: '9', at: '2026-03-01T12:00:00.000Z', workspaceId: 'workspace-1', agentId: 'agent-1' },
    ...{ type: 'deployment.status-changed', deploymentId: 'd', kind: 'update', status: 'succeeded', ...part },
  });

  it('shows a new version without being asked, and keeps the older ones that were read', async () => {
    const older = store.loadOlder();
    server.expectOne(`${LIST}&cursor=older`).flush({ items: [version(1)], nextCursor: null });
    await older;
    events.next(deployed({}));
    server.expectOne(LIST).flush({ items: [version(3, true), version(2)], nextCursor: 'older' });
    await settle();
    expect(store.items().map(({ number, current }) => [number, current])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
    expect(store.hasOlder()).toBe(false);
  });

  it('takes no notice of other agents and of deployments that are still under way', () => {
    events.next(deployed({ agentId: 'agent-2' }));
    events.next(deployed({ status: 'running' }));
    server.expectNone(LIST);
  });

  it('shows the answer to the last question only', async () => {
    const slow = store.compare(1, 2);
    const quick = store.compare(2, 1);
    server
      .expectOne('/api/agents/agent-1/versions/2/diff/1')
      .flush({ from: 2, to: 1, changes: [{ path: 'name', from: 'B', to: 'A', kind: 'changed' }] });
    server.expectOne('/api/agents/agent-1/versions/1/diff/2').flush({ from: 1, to: 2, changes: [] });
    await Promise.all([slow, quick]);
    expect(store.difference()).toMatchObject({ from: 2, to: 1 });
  });

  it('says why two versions could not be compared, without losing the list', async () => {
    const asked = store.compare(1, 99);
    server
      .expectOne('/api/agents/agent-1/versions/1/diff/99')
      .flush(
        { code: 'not_found', detail: 'This agent has no such version.' },
        { status: 404, statusText: 'No' },
      );
    await asked;
    expect(store.differenceProblem()?.detail).toBe('This agent has no such version.');
    expect(store.items()).toHaveLength(1);
  });
});
