import { readMessage, readMessages } from './read-message';

const kept = (id: string, more: object = {}) => ({ __openclaw: { id, ...more } });

describe('readMessage', () => {
  it('reads what a person has written and attached', () => {
    const media = [
      { kind: 'image', contentType: 'image/png', sizeBytes: 70, url: 'media://inbound/secret' },
      { kind: 'document', fileName: 'notes.txt', contentType: 'text/plain', sizeBytes: 11 },
    ];
    const message = {
      role: 'user',
      content: 'look',
      timestamp: 1_795_560_335_088,
      idempotencyKey: 'r1:user',
    };
    expect(readMessage({ ...message, ...kept('m1', { media }) })).toEqual({
      ...{ id: 'm1', role: 'user', createdAt: '2026-11-24T22:45:35.088Z', runId: 'r1' },
      parts: [
        { type: 'text', text: 'look' },
        { type: 'attachment', name: 'image', mediaType: 'image/png', sizeBytes: 70 },
        { type: 'attachment', name: 'notes.txt', mediaType: 'text/plain', sizeBytes: 11 },
      ],
    });
  });

  it('reads thoughts, calls and what they cost', () => {
    const content = [
      { type: 'thinking', thinking: 'Hm' },
      { type: 'toolCall', id: 'c1', name: 'exec', arguments: { command: 'date' } },
      { type: 'unheard-of' },
    ];
    const usage = { input: 10, output: 5, totalTokens: 15, cacheRead: 0, cacheWrite: 0 };
    expect(readMessage({ role: 'assistant', content, usage, ...kept('m2', { runId: 'r1' }) })).toEqual({
      ...{ id: 'm2', role: 'assistant', createdAt: null, runId: 'r1' },
      parts: [
        { type: 'thinking', text: 'Hm' },
        { type: 'tool-call', toolCallId: 'c1', toolName: 'exec', input: '{\n  "command": "date"\n}' },
      ],
      usage: { promptTokens: 10, completionTokens: 5, totalTokens: 15 },
    });
  });

  it('reads what a tool gave back, and shortens what is too long', () => {
    const content = [{ type: 'text', text: 'x'.repeat(70_000) }];
    const read = readMessage({
      ...{ role: 'toolResult', toolCallId: 'c1', toolName: 'exec', isError: true, content },
      ...kept('m3'),
    });
    expect(read?.parts[0]).toMatchObject({ type: 'tool-result', toolCallId: 'c1', isError: true });
    expect(read?.parts[0]?.output).toHaveLength(64_001);
  });

  it.each([null, 'x', {}, { role: 'user' }, { role: 'robot', ...kept('a') }])('passes over %j', (value) => {
    expect(readMessage(value)).toBeNull();
  });

  it('puts rows of one message together again', () => {
    const rows = [
      { role: 'assistant', content: [{ type: 'text', text: 'Let me look.' }], ...kept('m1') },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm' },
          { type: 'toolCall', id: 'c', name: 'exec' },
        ],
        ...kept('m1'),
      },
      { role: 'toolResult', toolCallId: 'c', content: 'ok', ...kept('m2') },
    ];
    expect(readMessages(rows).map(({ id, parts }) => [id, parts.map(({ type }) => type)])).toEqual([
      ['m1', ['thinking', 'text', 'tool-call']],
      ['m2', ['tool-result']],
    ]);
  });
});
