import type { ContainerInspectInfo } from 'dockerode';
import { say } from '../support/chat';
import { eventually } from '../support/eventually';
import { DEPLOY_TIMEOUT_MS, Session, holds, type AgentView } from '../support/session';
import { Stack, connects, docker } from './support/stack';

const AGAIN_WITHIN_MS = 60_000;

describe('an agent of the Compose stack', () => {
  const stack = new Stack();
  let session: Session;
  let agent: AgentView;
  let container: ContainerInspectInfo;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
    agent = await session.runningAgent('In the stack');
    container = await containerOf(agent.id);
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => session.close());

  it('told through nginx of every change, each within two seconds of it', () => {
    const statuses = session.stream.events.filter(
      ({ event, data }) => event === 'agent.status-changed' && holds(data, { agentId: agent.id }),
    );
    expect(statuses.map(({ data }) => (data as { status: string }).status)).toEqual(['deploying', 'running']);
    const late = session.stream.events.filter(
      ({ data, receivedAt }) => !(receivedAt - Date.parse((data as { at: string }).at) < 2_000),
    );
    expect(late).toEqual([]);
  });

  it('answers through nginx piece by piece', async () => {
    const { text, deltas } = await say(session, agent.id, 'Hello, what can you do?');
    expect(text.trim().length).toBeGreaterThan(10);
    expect(new Set(deltas.map(({ receivedAt }) => receivedAt)).size).toBeGreaterThan(1);
  }, 180_000);

  it('shows what its runtime wrote', async () => {
    const log = await session.client.stream('GET', '/api/agents/{agentId}/logs', {
      params: { agentId: agent.id },
      query: { tail: '20', follow: 'false' },
    });
    await log.waitFor('the end of the log', ({ event }) => event === 'end');
    expect(log.events.some(({ event }) => event === 'line')).toBe(true);
  });

  it('reaches the listener for agents, and neither the API nor a store', async () => {
    const { api } = { api: stack.settings['NORA_EDGE_API'] ?? '' };
    const control = await stack.container('control');
    const name = `${stack.project}-control`;
    expect(await connects(container.Id, name, 8081)).toBe(true);
    const own = Object.keys(container.NetworkSettings.Networks);
    const inner = Object.values(await stack.containers()).flatMap(({ NetworkSettings }) =>
      Object.entries(NetworkSettings.Networks)
        .filter(([network, { IPAddress }]) => !own.includes(network) && IPAddress !== '')
        .map(([, { IPAddress }]) => IPAddress),
    );
    expect(inner.length).toBeGreaterThan(4);
    const here = own.map((network) => control.NetworkSettings.Networks[network]?.IPAddress ?? '');
    const attempts = [
      ...[...here, api].flatMap((host) => [`${host} 8080`, `${host} 8090`, `${host} 8091`]),
      ...inner.flatMap((host) => [`${host} 2375`, `${host} 5432`, `${host} 6379`]),
    ];
    const reached = await Promise.all(
      attempts.map(async (place) => {
        const [host = '', port] = place.split(' ');
        return (await connects(container.Id, host, Number(port))) ? [place] : [];
      }),
    );
    expect(reached.flat()).toEqual([]);
  }, 120_000);

  it('goes on while the API and the worker are restarted, and answers again', async () => {
    await stack.compose(['restart', 'api', 'provisioner-worker']);
    await eventually('the API', () => ready(session.instance.url), AGAIN_WITHIN_MS);
    const after = await containerOf(agent.id);
    expect(after.State.StartedAt).toBe(container.State.StartedAt);
    expect((await say(session, agent.id, 'Hello again')).text.trim()).not.toBe('');
  }, 180_000);

  it('goes on while the API is replaced', async () => {
    const before = await stack.container('api');
    await stack.compose(['up', '--detach', '--no-build', '--force-recreate', '--no-deps', 'api']);
    await eventually('the API', () => ready(session.instance.url), AGAIN_WITHIN_MS);
    expect((await stack.container('api')).Id).not.toBe(before.Id);
    expect((await containerOf(agent.id)).State.StartedAt).toBe(container.State.StartedAt);
    expect((await say(session, agent.id, 'And again')).text.trim()).not.toBe('');
  }, 180_000);
});

async function containerOf(agentId: string): Promise<ContainerInspectInfo> {
  const [found] = await docker.listContainers({ filters: { label: [`nora.agent=${agentId}`] } });
  if (found === undefined) throw new Error(`agent ${agentId} has no container`);
  return docker.getContainer(found.Id).inspect();
}

async function ready(url: string): Promise<true | null> {
  const response = await fetch(`${url}/api/health/ready`).catch(() => null);
  return response?.ok === true ? true : null;
}
