import type { ChatMessage } from '@nora/data-access';

import { mergeMessages, toEntries } from './transcript';

const message = (id: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  ...{ id, role: 'assistant', createdAt: null, parts: [] },
  ...more,
});
const usage = { promptTokens: 10, completionTokens: 1, totalTokens: 11 };

describe('a transcript', () => {
  it('shows what the agent did in one turn as one, each call with what it gave back', () => {
    const entries = toEntries([
      message('1', { role: 'user', runId: 'r', parts: [{ type: 'text', text: 'Look' }] }),
      message('2', {
        ...{ runId: 'r', usage },
        parts: [
          { type: 'thinking', text: 'Hm' },
          { type: 'tool-call', toolCallId: 'c', toolName: 'exec', input: '{}' },
        ],
      }),
      message('3', {
        ...{ role: 'tool', runId: 'r' },
        parts: [{ type: 'tool-result', toolCallId: 'c', toolName: 'exec', output: 'ok', isError: false }],
      }),
      message('4', { runId: 'r', usage, parts: [{ type: 'text', text: 'Done' }] }),
      message('5', { runId: 's', parts: [{ type: 'text', text: 'Another turn' }] }),
    ]);
    expect(entries.map(({ id, from }) => [id, from])).toEqual([
      ['1', 'person'],
      ['2', 'agent'],
      ['5', 'agent'],
    ]);
    expect(entries[1]?.parts).toEqual([
      { type: 'thinking', text: 'Hm' },
      { type: 'tool', id: 'c', name: 'exec', input: '{}', output: 'ok', state: 'done' },
      { type: 'text', text: 'Done' },
    ]);
    expect(entries[1]?.usage).toEqual({ promptTokens: 20, completionTokens: 2, totalTokens: 22 });
  });

  it('says why an answer was not finished', () => {
    expect(toEntries([message('1', { failure: 'No model.' })])[0]).toMatchObject({
      ...{ state: 'failed', problem: { title: 'The agent failed', detail: 'No model.', retryable: false } },
    });
  });

  it('takes in what is read again without showing it twice', () => {
    const known = [message('1'), message('2')];
    expect(mergeMessages(known, [message('2'), message('3')]).map(({ id }) => id)).toEqual(['1', '2', '3']);
  });
});
