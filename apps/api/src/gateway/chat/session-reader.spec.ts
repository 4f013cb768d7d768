import { SessionReader } from './session-reader';

const KEY = 'agent:main:x';
const RUN = 'r1';

describe('SessionReader', () => {
  let reader: SessionReader;
  beforeEach(() => (reader = new SessionReader('X')));

  const read = (event: string, payload: object) =>
    reader.read({ type: 'event', event, payload: { sessionKey: KEY, runId: RUN, ...payload } });
  const agent = (stream: string, data: object) => read('agent', { stream, data });
  const words = (events: { event: string; data: object }[]) =>
    events.map(({ event, data }) => ('text' in data ? `${event} ${String(data.text)}` : event));

  it('hears one conversation alone, whatever the case of its key', () => {
    expect(read('chat', { sessionKey: 'agent:main:other', state: 'status', phase: 'a' })).toEqual([]);
    expect(words(read('chat', { sessionKey: 'Agent:Main:X', state: 'status', phase: 'a' }))).toEqual([
      ...['start', 'status'],
    ]);
  });

  it('says what was said once, though it is told on several ways', () => {
    expect(words(agent('assistant', { text: 'Hello', itemId: 'i1' }))).toEqual(['start', 'delta Hello']);
    const content = [{ type: 'text', text: 'Hello' }];
    expect(read('chat', { state: 'delta', message: { content } })).toEqual([]);
    expect(words(agent('assistant', { text: 'Hello there', itemId: 'i1' }))).toEqual(['delta  there']);
    expect(words(read('chat', { state: 'final', message: { content } }))).toEqual(['done']);
  });

  it('says all at the end of a model that does not stream', () => {
    const message = { content: [{ type: 'text', text: 'All at once' }] };
    expect(words(read('chat', { state: 'final', message }))).toEqual(['start', 'delta All at once', 'done']);
  });

  it('takes what is said before a tool is called for words like any other', () => {
    agent('item', { kind: 'preamble', progressText: 'Let me look.', itemId: 'c1' });
    expect(words(agent('assistant', { text: 'Found', itemId: 'i1' }))).toEqual(['delta \n\nFound']);
  });

  it('tells each step of a tool call once, and nothing after its result', () => {
    const step = (phase: string, more: object = {}) =>
      read('session.tool', { stream: 'tool', data: { phase, name: 'exec', toolCallId: 'c', ...more } });
    expect(words(step('start', { args: { a: 1 } }))).toEqual(['start', 'tool']);
    expect(step('start')).toEqual([]);
    expect(step('update', { partialResult: { content: [{ type: 'text', text: 'half' }] } })).toEqual([
      { event: 'tool', data: { id: 'c', name: 'exec', phase: 'update', output: 'half' } },
    ]);
    expect(step('result', { isError: true, result: 'no' })).toEqual([
      { event: 'tool', data: { id: 'c', name: 'exec', phase: 'result', output: 'no', isError: true } },
    ]);
    expect([...step('update'), ...step('result')]).toEqual([]);
  });

  it('adds up what the messages of a turn have used', () => {
    agent('thinking', { text: 'Hm' });
    for (const usage of [
      { input: 10, output: 1, cacheRead: 5 },
      { input: 20, output: 2 },
    ]) {
      const message = { role: 'assistant', content: [], usage, __openclaw: { id: 'm', runId: RUN } };
      expect(read('session.message', { message })).toEqual([]);
    }
    expect(read('chat', { state: 'final' })).toEqual([
      {
        event: 'done',
        data: {
          ...{ sessionKey: KEY, runId: RUN },
          usage: { promptTokens: 35, completionTokens: 3, totalTokens: 38 },
        },
      },
    ]);
  });

  it('shows others what somebody has written', () => {
    const message = { role: 'user', content: 'Hi', idempotencyKey: 'r9:user', __openclaw: { id: 'm7' } };
    expect(read('session.message', { message })).toEqual([
      {
        event: 'message',
        data: { id: 'm7', role: 'user', createdAt: null, runId: 'r9', parts: [{ type: 'text', text: 'Hi' }] },
      },
    ]);
  });

  it('joins a turn that goes on, and leaves to the history what is written down', () => {
    const tool = (phase: string, id: string) => ({
      ...{ runId: RUN, stream: 'tool', data: { phase, name: 'exec', toolCallId: id } },
    });
    const status = { runId: RUN, stream: 'run_status', data: { phase: 'starting_model' } };
    const events = [status, tool('start', 'a'), tool('result', 'a'), tool('start', 'b')];
    const joined = reader.resume({ inFlightRun: { runId: RUN, text: 'So far', events } });
    expect(words(joined)).toEqual(['start', 'status', 'tool', 'delta So far']);
    expect(joined[2]?.data).toMatchObject({ id: 'b' });
    expect(words(read('chat', { state: 'delta', message: { content: 'So far, so good' } }))).toEqual([
      'delta , so good',
    ]);
    expect(reader.resume({})).toEqual([]);
  });

  it('ends a turn that ended unseen, and tells one that goes on from its beginning', () => {
    agent('assistant', { text: 'Hello', itemId: 'i1' });
    reader.restart();
    expect(words(reader.resume({ inFlightRun: { runId: RUN, text: 'Hello' } }))).toEqual([
      'start',
      'delta Hello',
    ]);
    reader.restart();
    expect(words(reader.resume({ inFlightRun: { runId: 'r2' } }))).toEqual(['start', 'done', 'start']);
  });

  it.each([
    null,
    'text',
    [],
    { runId: 5 },
    { runId: RUN, stream: 'tool', data: 7 },
    { state: 'delta', message: 1 },
  ])('survives %j', (payload) => {
    for (const event of ['chat', 'agent', 'session.tool', 'session.message']) {
      expect(() => reader.read({ type: 'event', event, payload })).not.toThrow();
      expect(() => read(event, Object(payload) as object)).not.toThrow();
    }
    expect(() => reader.resume(payload)).not.toThrow();
  });
});
