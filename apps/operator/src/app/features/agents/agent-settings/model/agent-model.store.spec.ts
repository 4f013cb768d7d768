import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { LiveEvents } from '@nora/data-access';
import { Subject } from 'rxjs';

import { sampleModel } from '../../../../../testing/samples';
import { AgentStore } from '../../agent.store';
import { AgentModelStore } from './agent-model.store';

const URL = '/api/agents/agent-1/model';

describe('AgentModelStore', () => {
  const events = new Subject<object>();
  const refresh = jest.fn(() => Promise.resolve());
  let store: AgentModelStore;
  let server: HttpTestingController;

  beforeEach(async () => {
    jest.useFakeTimers();
    refresh.mockClear();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        AgentModelStore,
        { provide: AgentStore, useValue: { refresh } },
        { provide: LiveEvents, useValue: { events, resync: new Subject() } },
      ],
    });
    store = TestBed.inject(AgentModelStore);
    server = TestBed.inject(HttpTestingController);
    const shown = store.show('agent-1');
    server.expectOne(URL).flush(sampleModel());
    await shown;
  });
  afterEach(() => {
    server.verify();
    jest.useRealTimers();
  });

  it('reads the model again, once, when somebody else binds the agent anew or changes a provider', async () => {
    events.next({ type: 'agent.model-changed', agentId: 'another' });
    await jest.advanceTimersByTimeAsync(300);
    events.next({ type: 'agent.model-changed', agentId: 'agent-1' });
    events.next({ type: 'provider.changed', providerId: 'provider-1' });
    await jest.advanceTimersByTimeAsync(300);
    server.expectOne(URL).flush(sampleModel({ providerName: 'Renamed' }));
    await jest.advanceTimersByTimeAsync(0);
    expect(store.model()?.providerName).toBe('Renamed');
  });

  it('shows what was saved, and looks whether the agent has to be redeployed now', async () => {
    const body = { providerId: 'provider-1', model: 'large', delivery: 'direct' as const };
    const done = store.save(body);
    const request = server.expectOne({ url: URL, method: 'PUT' });
    expect(request.request.body).toEqual(body);
    request.flush(sampleModel({ model: 'large', needsRedeploy: true }));
    await done;
    expect(store.model()?.model).toBe('large');
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('keeps what is shown when it cannot be read again, and says why', async () => {
    const read = store.read();
    server.expectOne(URL).flush({ code: 'service_unavailable' }, { status: 503, statusText: '' });
    await read;
    expect(store.problem()?.code).toBe('service_unavailable');
    expect(store.model()?.model).toBe('gpt-4.1-mini');
  });
});
