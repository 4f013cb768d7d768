import { completion, completionChunks, piecesOf, readRequest, type CompletionRequest } from './completion';

interface Chunk {
  object: string;
  model: string;
  choices: { delta: { role?: string; content?: string }; finish_reason: string | null }[];
  usage?: { total_tokens: number } | null;
}

function request(changes: object = {}): CompletionRequest {
  const body = { model: 'demo-1', stream: true, messages: [{ role: 'user', content: 'Hello' }], ...changes };
  const read = readRequest(body);
  if (!read) throw new Error('the request was refused');
  return read;
}

describe('completions', () => {
  it.each([[null], ['text'], [{}], [{ messages: 'x' }], [[]]])('refuse %j', (body) => {
    expect(readRequest(body)).toBeNull();
  });

  it('say the same in pieces as in one', () => {
    const chunks = completionChunks(request()) as Chunk[];
    const whole = completion(request()) as { choices: { message: { content: string } }[] };
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(chunks.filter(({ choices }) => choices[0]?.delta.content).length).toBeGreaterThan(3);
  });

  it('begin with the role, end with a stop, and use no tool unless they are asked to', () => {
    const chunks = completionChunks(
      request({ tools: [{ type: 'function', function: { name: 'exec' } }] }),
    ) as Chunk[];
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.every(({ object }) => object === 'chat.completion.chunk')).toBe(true);
    expect(JSON.stringify(chunks)).not.toContain('tool_calls');
  });

  it('think and call a tool on request', () => {
    const messages = [{ role: 'user', content: 'Think, then use a tool' }];
    const chunks = completionChunks(
      request({ messages, tools: [{ type: 'function', function: { name: 'exec' } }, 'nonsense'] }),
    ) as Chunk[];
    expect(JSON.stringify(chunks)).toMatch(
      /reasoning_content.*"tool_calls":\[\{"index":0,"id":"call_demo_0"/,
    );
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('count tokens when they are asked to, and only then', () => {
    const asked = completionChunks(request({ stream_options: { include_usage: true } })) as Chunk[];
    expect(asked.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
    const unasked = completionChunks(request()) as Chunk[];
    expect(unasked.some((chunk) => 'usage' in chunk)).toBe(false);
  });
});

describe('piecesOf', () => {
  it.each(['', 'one', 'one two three four five', ' a  b ', 'a\nb c'])('loses nothing of %j', (text) => {
    expect(piecesOf(text).join('')).toBe(text);
  });
});
