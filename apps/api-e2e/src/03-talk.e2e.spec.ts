import { liveInstance } from '@nora/testing';
import { expectProblem } from './support/api-client';
import { beginTurn, say } from './support/chat';
import type { EventStream } from './support/event-stream';
import {
  DEPLOY_TIMEOUT_MS,
  OPERATION_TIMEOUT_MS,
  Session,
  type AgentView,
  type Page,
} from './support/session';

const NAME = 'First agent';
const TURN_MS = 120_000;
const CONVERSATION = '/api/agents/{agentId}/chat/sessions/{sessionKey}';

interface SessionView {
  key: string;
  title: string | null;
  running: boolean;
}

interface MessageView {
  role: string;
  parts: { type: string; text?: string; toolName?: string; output?: string; name?: string }[];
  usage?: { totalTokens: number };
}

const ofEvents = (stream: EventStream, name: string) => stream.events.filter(({ event }) => event === name);
const textOf = (stream: EventStream, name: string) =>
  ofEvents(stream, name)
    .map(({ data }) => (data as { text: string }).text)
    .join('');

describe(`conversations with an agent on ${liveInstance().target}`, () => {
  let session: Session;
  let agent: AgentView;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
    agent = await session.runningAgent(NAME);
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => session.close());

  const at = (sessionKey: string) => ({ params: { agentId: agent.id, sessionKey } });
  const list = () =>
    session.client.expect<Page<SessionView>>(200, 'GET', '/api/agents/{agentId}/chat/sessions', {
      params: { agentId: agent.id },
    });
  const ended = (stream: EventStream) =>
    stream.waitFor('the end of the turn', ({ event }) => event === 'done' || event === 'error', TURN_MS);

  it(
    'tell thoughts and calls of tools as they happen, and keep them',
    async () => {
      const turn = await beginTurn(session, agent.id, 'Please think, then use a tool');
      const last = await ended(turn);
      expect(last).toMatchObject({ event: 'done', data: { usage: { totalTokens: expect.any(Number) } } });
      expect(turn.events[0]).toMatchObject({ event: 'start' });
      expect(textOf(turn, 'thinking')).toContain('what thinking looks like');
      expect(textOf(turn, 'delta')).toContain('has answered');
      const steps = ofEvents(turn, 'tool').map(({ data }) => data as { phase: string; output?: string });
      expect(steps.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['start', 'result']));
      expect(steps.find(({ phase }) => phase === 'result')?.output).toMatch(/UTC/);

      const { sessionKey } = last.data as { sessionKey: string };
      const known = (await list()).items.find(({ key }) => key === sessionKey);
      expect(known).toMatchObject({ title: 'Please think, then use a tool', running: false });
      const { items } = await session.client.expect<Page<MessageView>>(
        200,
        'GET',
        `${CONVERSATION}/messages`,
        at(sessionKey),
      );
      const parts = items.flatMap((message) => message.parts);
      expect(new Set(parts.map(({ type }) => type))).toEqual(
        new Set(['text', 'thinking', 'tool-call', 'tool-result']),
      );
      expect(parts.find(({ type }) => type === 'tool-result')?.output).toMatch(/UTC/);
      expect(items.some(({ usage }) => (usage?.totalTokens ?? 0) > 0)).toBe(true);
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'are seen alike by everybody who looks, go on without who began them, and stop when they are told to',
    async () => {
      const { sessionKey } = await say(session, agent.id, 'Hello');
      const looking = await Promise.all(
        [0, 1].map(() => session.client.stream('GET', `${CONVERSATION}/stream`, at(sessionKey))),
      );
      for (const stream of looking) await stream.waitFor('all so far', ({ event }) => event === 'synced');
      const turn = await session.client.stream('POST', '/api/agents/{agentId}/gateway/chat', {
        params: { agentId: agent.id },
        body: { message: 'Who are you?', sessionKey, detached: true },
      });
      await turn.waitFor('the start', ({ event }) => event === 'start', TURN_MS);
      await turn.close();
      for (const stream of looking) expect((await ended(stream)).event).toBe('done');
      const [one, other] = looking.map((stream) => textOf(stream, 'delta'));
      expect(one).toContain('demo model');
      expect(other).toBe(one);
      for (const stream of looking) await stream.close();

      const long = await beginTurn(session, agent.id, 'Tell me a long story', sessionKey);
      await long.waitFor('the start', ({ event }) => event === 'start', TURN_MS);
      await session.client.expect(200, 'POST', `${CONVERSATION}/abort`, { ...at(sessionKey), body: {} });
      expect(await ended(long)).toMatchObject({ event: 'done', data: { stopped: true } });
    },
    2 * OPERATION_TIMEOUT_MS,
  );

  it(
    'take files along, have a title of their own, and are gone when they are deleted',
    async () => {
      const title = `Files ${Date.now()}`;
      const attachments = [
        { name: 'notes.txt', mediaType: 'text/plain', base64: Buffer.from('milk').toString('base64') },
      ];
      const turn = await session.client.stream('POST', '/api/agents/{agentId}/gateway/chat', {
        params: { agentId: agent.id },
        body: { message: 'See the notes', attachments },
      });
      const { sessionKey } = (await ended(turn)).data as { sessionKey: string };
      const messages = await session.client.expect<Page<MessageView>>(
        200,
        'GET',
        `${CONVERSATION}/messages`,
        at(sessionKey),
      );
      expect(messages.items[0]?.parts).toContainEqual(
        expect.objectContaining({ type: 'attachment', name: 'notes.txt' }),
      );
      await session.client.expect(200, 'PATCH', CONVERSATION, { ...at(sessionKey), body: { title } });
      expect((await list()).items.find(({ key }) => key === sessionKey)?.title).toBe(title);
      const { sessionKey: second } = await say(session, agent.id, 'Another');
      const taken = await session.client.call('PATCH', CONVERSATION, { ...at(second), body: { title } });
      expectProblem(taken, 409, 'name_taken');
      await session.client.expect(204, 'DELETE', CONVERSATION, at(sessionKey));
      const gone = await session.client.call('GET', `${CONVERSATION}/messages`, at(sessionKey));
      expectProblem(gone, 404, 'not_found');
      expect((await list()).items.map(({ key }) => key)).not.toContain(sessionKey);
    },
    2 * OPERATION_TIMEOUT_MS,
  );
});
