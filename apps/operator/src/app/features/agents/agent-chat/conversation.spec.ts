import { ProblemError, type SseClient, type SseMessage, type SseRequest } from '@nora/data-access';

import { Conversation } from './conversation';

type Script = (request: SseRequest) => AsyncGenerator<SseMessage>;

function conversation(...scripts: Script[]) {
  const requests: SseRequest[] = [];
  const stream = (request: SseRequest) => {
    requests.push(request);
    const script = scripts[requests.length - 1];
    if (!script) throw new Error('Not expected.');
    return script(request);
  };
  return { chat: new Conversation('agent-1', { stream } as unknown as SseClient), requests };
}

const delta = (text: string): SseMessage => ({ event: 'delta', data: { text } });
const done = (sessionKey = 'key'): SseMessage => ({ event: 'done', data: { sessionKey } });

async function* says(...messages: SseMessage[]): AsyncGenerator<SseMessage> {
  for (const message of messages) yield await Promise.resolve(message);
}

describe('Conversation', () => {
  it('shows the answer growing piece by piece', async () => {
    const seen: string[] = [];
    const { chat } = conversation(async function* () {
      for (const piece of ['Hel', 'lo ', 'you']) {
        yield await Promise.resolve(delta(piece));
        seen.push(chat.messages().at(-1)?.text ?? '');
      }
      yield done();
    });
    await chat.send('  Hi  ');
    expect(seen).toEqual(['Hel', 'Hello ', 'Hello you']);
    expect(chat.messages()).toMatchObject([
      { from: 'you', text: 'Hi', state: 'done' },
      { from: 'agent', text: 'Hello you', state: 'done' },
    ]);
    expect(chat.lastAnswer()).toBe('Hello you');
  });

  it('goes on in the same session, and in a new one after a reset', async () => {
    const { chat, requests } = conversation(
      () => says(done('one')),
      () => says(done('one')),
      () => says(done('two')),
    );
    await chat.send('a');
    await chat.send('b');
    chat.reset();
    expect(chat.messages()).toEqual([]);
    await chat.send('c');
    expect(requests.map(({ body }) => body)).toEqual([
      { message: 'a' },
      { message: 'b', sessionKey: 'one' },
      { message: 'c' },
    ]);
  });

  it('keeps what had arrived when the answer is stopped', async () => {
    const { chat, requests } = conversation(async function* ({ signal }) {
      yield delta('Once upon');
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
      });
    });
    const sending = chat.send('Tell me a story');
    await new Promise((resolve) => setTimeout(resolve));
    expect(chat.streaming()).toBe(true);
    chat.stop();
    await sending;
    expect(requests[0]?.signal.aborted).toBe(true);
    expect(chat.streaming()).toBe(false);
    expect(chat.messages().at(-1)).toMatchObject({ text: 'Once upon', state: 'stopped', problem: null });
  });

  it('sends nothing while an answer is arriving, and nothing empty', async () => {
    const { chat, requests } = conversation(async function* () {
      await chat.send('again');
      yield done();
    });
    await chat.send('   ');
    await chat.send('first');
    expect(requests).toHaveLength(1);
  });

  it('shows why the agent could not answer, and asks again on retry', async () => {
    const { chat, requests } = conversation(
      () =>
        says(delta('I am'), {
          event: 'error',
          data: { code: 'runtime_unreachable', detail: 'It went away.' },
        }),
      () => says(delta('Fine now.'), done()),
    );
    await chat.send('How are you?');
    expect(chat.messages().at(-1)).toMatchObject({
      text: 'I am',
      state: 'failed',
      problem: { code: 'runtime_unreachable', detail: 'It went away.', retryable: true },
    });
    await chat.retry();
    expect(requests[1]?.body).toEqual({ message: 'How are you?' });
    expect(chat.messages().map(({ text }) => text)).toEqual(['How are you?', 'Fine now.']);
  });

  it('shows a refusal of the server', async () => {
    const { chat } = conversation(() => {
      throw new ProblemError(409, { code: 'agent_not_running', detail: 'Start it first.' }, 'abc');
    });
    await chat.send('Hi');
    expect(chat.messages().at(-1)?.problem).toMatchObject({
      detail: 'Start it first.',
      correlationId: 'abc',
    });
  });

  it('calls an answer that just ends incomplete', async () => {
    const { chat } = conversation(() => says(delta('Half an')));
    await chat.send('Hi');
    expect(chat.messages().at(-1)).toMatchObject({ text: 'Half an', state: 'failed' });
  });
});
