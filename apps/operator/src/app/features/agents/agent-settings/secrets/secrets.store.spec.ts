import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { LiveEvents } from '@nora/data-access';
import { Subject } from 'rxjs';

import { AgentStore } from '../../agent.store';
import { type AgentSecret, SecretsStore } from './secrets.store';

const LIST = '/api/agents/agent-1/secrets';
const secret = (name: string): AgentSecret => ({
  ...{ name, changedAt: '2026-03-01T10:00:00.000Z', changedBy: { id: 'u', name: 'Ada' } },
});

describe('SecretsStore', () => {
  const events = new Subject<object>();
  const refresh = jest.fn(() => Promise.resolve());
  let store: SecretsStore;
  let server: HttpTestingController;

  beforeEach(async () => {
    jest.useFakeTimers();
    refresh.mockClear();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        SecretsStore,
        { provide: AgentStore, useValue: { refresh } },
        { provide: LiveEvents, useValue: { events, resync: new Subject() } },
      ],
    });
    store = TestBed.inject(SecretsStore);
    server = TestBed.inject(HttpTestingController);
    const shown = store.show('agent-1');
    await answer([secret('TOKEN')]);
    await shown;
  });
  afterEach(() => {
    server.verify();
    jest.useRealTimers();
  });

  async function answer(items: AgentSecret[]): Promise<void> {
    server
      .expectOne(({ url, method }) => url === LIST && method === 'GET')
      .flush({ items, nextCursor: null });
    await jest.advanceTimersByTimeAsync(0);
  }

  it('sends a value and keeps nothing of it, and looks whether the agent has to be redeployed now', async () => {
    const done = store.set('OTHER', 'hush');
    const request = server.expectOne({ url: `${LIST}/OTHER`, method: 'PUT' });
    expect(request.request.body).toEqual({ value: 'hush' });
    request.flush(secret('OTHER'));
    await jest.advanceTimersByTimeAsync(0);
    await answer([secret('OTHER'), secret('TOKEN')]);
    expect(JSON.stringify([await done, store.items()])).not.toContain('hush');
    expect(store.items().map(({ name }) => name)).toEqual(['OTHER', 'TOKEN']);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('keeps a secret that could not be deleted, and says why', async () => {
    const done = store.remove(secret('TOKEN'));
    expect(store.deleting()).toBe('TOKEN');
    server
      .expectOne({ url: `${LIST}/TOKEN`, method: 'DELETE' })
      .flush({ code: 'operation_not_allowed' }, { status: 409, statusText: '' });
    expect(await done).toBe(false);
    expect(store.refusal()?.code).toBe('operation_not_allowed');
    expect(store.items()).toHaveLength(1);
  });

  it('reads the list again, once, when somebody else changed a secret of this agent', async () => {
    events.next({ type: 'agent.secrets-changed', agentId: 'another' });
    await jest.advanceTimersByTimeAsync(300);
    events.next({ type: 'agent.secrets-changed', agentId: 'agent-1' });
    events.next({ type: 'agent.secrets-changed', agentId: 'agent-1' });
    await jest.advanceTimersByTimeAsync(300);
    await answer([]);
    expect(store.items()).toEqual([]);
  });
});
