import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { LiveEvents, WorkspacesStore } from '@nora/data-access';
import { Subject } from 'rxjs';

import { sampleAgent, sampleDeployment, sampleStep } from '../../../testing/samples';
import { AgentStore } from './agent.store';
import { AgentsStore } from './agents.store';

const about = { id: '9', at: '2026-03-01T12:00:00.000Z', workspaceId: 'workspace-1', agentId: 'agent-1' };

describe('AgentStore', () => {
  const events = new Subject<object>();
  const resync = new Subject<void>();
  let store: AgentStore;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        AgentStore,
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: LiveEvents, useValue: { events, resync } },
        { provide: AgentsStore, useValue: { put: jest.fn() } },
        { provide: WorkspacesStore, useValue: { select: jest.fn() } },
      ],
    });
    store = TestBed.inject(AgentStore);
    server = TestBed.inject(HttpTestingController);
  });

  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const answer = (agent = sampleAgent(), deployments = [sampleDeployment({ steps: [sampleStep()] })]) => {
    server.expectOne('/api/agents/agent-1').flush(agent);
    server
      .expectOne('/api/agents/agent-1/deployments?limit=20')
      .flush({ items: deployments, nextCursor: null });
  };
  const outcome = {
    ...about,
    type: 'deployment.status-changed',
    deploymentId: 'deployment-1',
    kind: 'deploy',
    reason: null,
    cancelRequested: false,
  };

  it('does not lose an event that overtakes the answer of the API', async () => {
    const opening = store.open('agent-1');
    const changed = { name: 'Night watch', status: 'failed', statusReason: 'Gone.', desiredState: 'running' };
    events.next({ ...about, ...changed, type: 'agent.status-changed' });
    answer(sampleAgent({ status: 'running' }));
    await opening;
    expect(store.agent()).toMatchObject({ status: 'failed', statusReason: 'Gone.' });
  });

  it('asks what keeps its models when they were stopped for it or for everybody, not for another', async () => {
    const opening = store.open('agent-1');
    answer();
    await opening;
    const pause = { kind: 'kill', reason: 'Runs wild.', since: about.at, until: null } as const;
    for (const scope of ['agent', 'workspace'] as const) {
      const agentId = scope === 'agent' ? 'agent-1' : null;
      events.next({ ...about, agentId, type: 'models.stopped', scope, kind: 'kill', reason: 'Runs wild.' });
      const modelPause = { ...pause, scope };
      server.expectOne('/api/agents/agent-1').flush(sampleAgent({ modelPause }));
      await settle();
      expect(store.agent()?.modelPause).toEqual(modelPause);
    }
    events.next({ ...about, agentId: 'agent-2', type: 'models.resumed' });
    events.next({ ...about, agentId: null, workspaceId: 'another', type: 'models.resumed' });
    server.verify();
  });

  it('moves the steps of the deployment with the events', async () => {
    const opening = store.open('agent-1');
    answer();
    await opening;
    const step = {
      position: 0,
      name: 'image',
      state: 'running',
      startedAt: about.at,
      finishedAt: null,
      message: 'Layer 3',
    };
    events.next({ ...about, type: 'deployment.step-changed', deploymentId: 'deployment-1', step });
    expect(store.inFlight()?.steps[0]).toMatchObject({ state: 'running', message: 'Layer 3' });
  });

  it('reads a plan once when its steps arrive, because they are shown with their usual times', async () => {
    const opening = store.open('agent-1');
    answer(sampleAgent(), [sampleDeployment({ status: 'queued', startedAt: null })]);
    await opening;
    const step = { startedAt: null, finishedAt: null, message: null, state: 'pending' };
    for (const [position, name] of ['image', 'create', 'start'].entries()) {
      const planned = { ...step, position, name };
      events.next({ ...about, type: 'deployment.step-changed', deploymentId: 'deployment-1', step: planned });
    }
    const steps = ['image', 'create', 'start'].map((name, position) =>
      sampleStep({ name: name as 'image', position, usualMs: 900 }),
    );
    server.expectOne('/api/deployments/deployment-1').flush(sampleDeployment({ steps }));
    await settle();
    expect(store.latest()?.steps.map(({ usualMs }) => usualMs)).toEqual([900, 900, 900]);
    const running = { ...step, position: 1, name: 'create', state: 'running', startedAt: about.at };
    events.next({ ...about, type: 'deployment.step-changed', deploymentId: 'deployment-1', step: running });
    server.expectNone('/api/deployments/deployment-1');
    expect(store.latest()?.steps[1]).toMatchObject({ state: 'running', usualMs: 900 });
  });

  it('reads evidence and agent again when the deployment is over', async () => {
    const opening = store.open('agent-1');
    answer();
    await opening;
    events.next({ ...outcome, status: 'failed', errorCode: 'runtime_timeout' });
    expect(store.inFlight()).toBeNull();
    const error = {
      code: 'runtime_timeout',
      detail: 'No answer.',
      evidence: 'exit 1',
      nextAction: 'Redeploy.',
      exitCode: 1,
    };
    server.expectOne('/api/deployments/deployment-1').flush(sampleDeployment({ status: 'failed', error }));
    server.expectOne('/api/agents/agent-1').flush(sampleAgent({ status: 'failed' }));
    await settle();
    expect(store.latest()?.error?.evidence).toBe('exit 1');
    expect(store.agent()?.status).toBe('failed');
  });

  it('does not ask for an agent that was just deleted', async () => {
    const opening = store.open('agent-1');
    answer();
    await opening;
    events.next({ ...outcome, kind: 'delete', status: 'succeeded', errorCode: null });
    server.expectNone('/api/agents/agent-1');
  });

  it('reads everything again when events may have been missed', async () => {
    const opening = store.open('agent-1');
    answer();
    await opening;
    resync.next();
    answer(sampleAgent({ status: 'stopped' }));
    await settle();
    expect(store.agent()?.status).toBe('stopped');
  });

  it('reads a deleted agent again whose data is kept, because it can be restored', async () => {
    const opening = store.open('agent-1');
    const options = { keepData: true, freshStorage: false, rollbackTo: null, source: null };
    answer(sampleAgent({ status: 'deleting' }), [sampleDeployment({ kind: 'delete', options })]);
    await opening;
    events.next({ ...outcome, kind: 'delete', status: 'succeeded', errorCode: null });
    server.expectOne('/api/agents/agent-1').flush(sampleAgent({ status: 'deleted', dataKept: true }));
    await settle();
    expect(store.agent()?.dataKept).toBe(true);
  });

  it('finds a deployment that a link names, however old it is', async () => {
    const opening = store.open('agent-1');
    answer();
    await opening;
    const old = sampleDeployment({ id: 'old', createdAt: '2025-01-01T00:00:00.000Z', status: 'succeeded' });
    const finding = store.find('old');
    server.expectOne('/api/deployments/old').flush(old);
    await finding;
    expect(store.deployments().map(({ id }) => id)).toEqual(['deployment-1', 'old']);
    await store.find('old');
    server.expectNone('/api/deployments/old');
  });

  it('shows each deployment once when older ones are read after a link was followed', async () => {
    const opening = store.open('agent-1');
    const old = sampleDeployment({ id: 'old', createdAt: '2025-01-01T00:00:00.000Z', status: 'succeeded' });
    server.expectOne('/api/agents/agent-1').flush(sampleAgent());
    server
      .expectOne('/api/agents/agent-1/deployments?limit=20')
      .flush({ items: [sampleDeployment()], nextCursor: 'c' });
    await opening;
    const finding = store.find('old');
    server.expectOne('/api/deployments/old').flush(old);
    await finding;
    const more = store.loadOlder();
    const between = sampleDeployment({ id: 'between', createdAt: '2025-06-01T00:00:00.000Z' });
    server
      .expectOne('/api/agents/agent-1/deployments?limit=20&cursor=c')
      .flush({ items: [between, old], nextCursor: null });
    await more;
    expect(store.deployments().map(({ id }) => id)).toEqual(['deployment-1', 'between', 'old']);
  });

  it('does not let the answer of a call set back what its events have told already', async () => {
    const opening = store.open('agent-1');
    answer();
    await opening;
    events.next({ ...outcome, status: 'running', errorCode: null });
    store.started(sampleDeployment({ status: 'queued', startedAt: null }));
    expect(store.latest()?.status).toBe('running');
    store.started(sampleDeployment({ cancelRequested: true, cancellable: false }));
    expect(store.latest()).toMatchObject({ cancelRequested: true, cancellable: false });
  });

  it('reads the agent again when it was changed, because the event carries its name alone', async () => {
    const opening = store.open('agent-1');
    answer();
    await opening;
    const { agentId, ...rest } = about;
    events.next({
      ...{ ...rest, agentId, type: 'agent.updated', name: 'Day watch', status: 'running' },
      ...{ statusReason: null, desiredState: 'running' },
    });
    expect(store.agent()?.name).toBe('Day watch');
    server.expectOne('/api/agents/agent-1').flush(sampleAgent({ name: 'Day watch', driftPolicy: 'ignore' }));
    await settle();
    expect(store.agent()?.driftPolicy).toBe('ignore');
  });
});
