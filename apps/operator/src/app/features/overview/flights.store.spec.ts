import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { DeploymentsService } from '@nora/api-client';
import { type Agent, type AgentEvent, type Deployment, LiveEvents } from '@nora/data-access';
import { Subject, of } from 'rxjs';

import { sampleAgent, sampleDeployment, sampleStep } from '../../../testing/samples';
import { AgentsStore } from '../agents/agents.store';
import { FlightsStore } from './flights.store';

describe('FlightsStore', () => {
  const events = new Subject<AgentEvent>();
  const resync = new Subject<void>();
  const items = signal<Agent[]>([]);
  let deployments: Record<string, Deployment>;
  let getDeployment: jest.Mock;
  let store: FlightsStore;

  const busy = (id: string) => sampleAgent({ id: `agent-${id}`, activeDeploymentId: id });
  const settle = async () => {
    TestBed.tick();
    await new Promise((resolve) => setTimeout(resolve));
  };

  beforeEach(() => {
    items.set([]);
    deployments = {};
    getDeployment = jest.fn(({ deploymentId }: { deploymentId: string }) => of(deployments[deploymentId]));
    TestBed.configureTestingModule({
      providers: [
        FlightsStore,
        { provide: LiveEvents, useValue: { events, resync } },
        { provide: AgentsStore, useValue: { items } },
        { provide: DeploymentsService, useValue: { getDeployment } },
      ],
    });
    store = TestBed.inject(FlightsStore);
  });

  it('shows what is on its way, with its steps as they happen, until it is over', async () => {
    deployments['d'] = sampleDeployment({
      ...{ id: 'd', agentId: 'agent-d', status: 'running' },
      steps: [sampleStep({ position: 0, name: 'image', state: 'pending' })],
    });
    items.set([busy('d'), sampleAgent({ id: 'idle', activeDeploymentId: null })]);
    await settle();
    expect(store.flights().map(({ agent, deployment }) => [agent.id, deployment.id])).toEqual([
      ['agent-d', 'd'],
    ]);
    const step = {
      position: 0,
      name: 'image',
      state: 'running',
      startedAt: null,
      finishedAt: null,
      message: 'Layer 3',
    };
    const event = {
      type: 'deployment.step-changed',
      id: '1-1',
      at: '',
      workspaceId: 'w',
      agentId: 'agent-d',
    };
    events.next({ ...event, deploymentId: 'd', step } as AgentEvent);
    expect(store.flights()[0]?.deployment.steps[0]).toMatchObject({ state: 'running', message: 'Layer 3' });
    items.set([sampleAgent({ id: 'agent-d', activeDeploymentId: null })]);
    await settle();
    expect(store.flights()).toEqual([]);
    expect(getDeployment).toHaveBeenCalledTimes(1);
  });

  it('reads again what has a step that it does not know, and everything after a lost connection', async () => {
    deployments['d'] = sampleDeployment({ id: 'd', agentId: 'agent-d', status: 'running', steps: [] });
    items.set([busy('d')]);
    await settle();
    const step = {
      position: 0,
      name: 'image',
      state: 'running',
      startedAt: null,
      finishedAt: null,
      message: null,
    };
    const event = {
      type: 'deployment.step-changed',
      id: '1-1',
      at: '',
      workspaceId: 'w',
      agentId: 'agent-d',
    };
    deployments['d'] = { ...deployments['d'], steps: [sampleStep({ position: 0, usualMs: 900 })] };
    events.next({ ...event, deploymentId: 'd', step } as AgentEvent);
    await settle();
    expect(store.flights()[0]?.deployment.steps[0]?.usualMs).toBe(900);
    resync.next();
    expect(getDeployment).toHaveBeenCalledTimes(3);
  });

  it('shows some of many and counts the others', async () => {
    const ids = Array.from({ length: 9 }, (_, at) => `d${at}`);
    for (const id of ids) deployments[id] = sampleDeployment({ id, agentId: `agent-${id}` });
    items.set(ids.map(busy));
    await settle();
    expect(store.flights()).toHaveLength(6);
    expect(store.others()).toBe(3);
  });
});
