import { liveInstance } from '@nora/testing';
import { say } from './support/chat';
import { DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, Session, type AgentView } from './support/session';

const NAME = 'First agent';
/** A gateway counts what is used every half minute. */
const COUNTED_MS = 90_000;
const POLL_MS = 2_000;

interface Section<T = { name: string }> {
  items: T[] | null;
  reason: string | null;
}

interface Capabilities {
  models: Section<{ provider: string; isDefault: boolean; available: boolean }>;
  tools: Section<{ id: string; group: string }>;
  skills: Section<{ name: string; state: string }>;
  channels: Section;
  jobs: Section;
  usage: Section<{ totalTokens: number }>;
}

describe(`what an agent can do on ${liveInstance().target}`, () => {
  let session: Session;
  let agent: AgentView;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
    agent = await session.runningAgent(NAME);
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => session.close());

  const read = () =>
    session.client.expect<Capabilities>(200, 'GET', '/api/agents/{agentId}/capabilities', {
      params: { agentId: agent.id },
    });

  it('is told by the runtime itself, every kind of it', async () => {
    const facts = await read();
    for (const { reason } of Object.values(facts)) expect(reason).toBeNull();
    expect(facts.models.items).toContainEqual(
      expect.objectContaining({ provider: 'nora', isDefault: true, available: true }),
    );
    expect(facts.tools.items).toContainEqual(expect.objectContaining({ id: 'read' }));
    expect(facts.skills.items?.map(({ state }) => state)).toContain('ready');
    expect(facts.jobs.items?.length).toBeGreaterThan(0);
    expect(facts.usage.items).toHaveLength(30);
  });

  it(
    'counts what a turn has used',
    async () => {
      await say(session, agent.id, 'Count this');
      const deadline = Date.now() + COUNTED_MS;
      const used = async () => (await read()).usage.items?.at(-1)?.totalTokens ?? 0;
      while ((await used()) === 0 && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      expect(await used()).toBeGreaterThan(0);
    },
    OPERATION_TIMEOUT_MS,
  );
});
