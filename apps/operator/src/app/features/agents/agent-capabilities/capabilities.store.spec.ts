import { TestBed } from '@angular/core/testing';
import { GatewayService } from '@nora/api-client';
import { ProblemError } from '@nora/data-access';
import { Subject, of, throwError } from 'rxjs';

import { type Capabilities, CapabilitiesStore } from './capabilities.store';

const facts = (name: string) => ({ models: { items: [{ name }] } }) as unknown as Capabilities;

describe('CapabilitiesStore', () => {
  const getAgentCapabilities = jest.fn();
  let store: CapabilitiesStore;

  beforeEach(() => {
    getAgentCapabilities.mockReset().mockImplementation(() => of(facts('one')));
    TestBed.configureTestingModule({
      providers: [CapabilitiesStore, { provide: GatewayService, useValue: { getAgentCapabilities } }],
    });
    store = TestBed.inject(CapabilitiesStore);
  });

  it('reads what the agent can do, and says when', async () => {
    const opened = store.open('a');
    expect([store.facts(), store.loading()]).toEqual([null, true]);
    await opened;
    expect(store.facts()).toEqual(facts('one'));
    expect(store.loading()).toBe(false);
    expect(store.readAt()).not.toBeNull();
    expect(getAgentCapabilities).toHaveBeenCalledWith({ agentId: 'a' });
  });

  it('keeps what it knows where it cannot be read again', async () => {
    await store.open('a');
    const refusal = new ProblemError(502, { code: 'runtime_unreachable', detail: 'Lost.' }, null);
    getAgentCapabilities.mockImplementation(() => throwError(() => refusal));
    expect(await store.refresh()).toBe(false);
    expect([store.facts(), store.problem()?.status]).toEqual([facts('one'), 502]);
    getAgentCapabilities.mockImplementation(() => of(facts('two')));
    expect(await store.refresh()).toBe(true);
    expect([store.facts(), store.problem()]).toEqual([facts('two'), null]);
  });

  it('shows nothing of another agent, however late its answer comes', async () => {
    const late = new Subject<Capabilities>();
    getAgentCapabilities.mockImplementation(({ agentId }) => (agentId === 'a' ? late : of(facts('b'))));
    const first = store.open('a');
    await store.open('b');
    late.next(facts('a'));
    late.complete();
    await first;
    expect(store.facts()).toEqual(facts('b'));
    getAgentCapabilities.mockImplementation(() => new Subject());
    void store.open('c');
    expect(store.facts()).toBeNull();
  });
});
