import { beginTurn, reduceTurn } from './live-turn';
import type { ChatEvent } from './chat-event';
import { textOf } from './chat-entry';

const after = (...events: ChatEvent[]) => events.reduce(reduceTurn, beginTurn('r1'));
const delta = (text: string): ChatEvent => ({ event: 'delta', data: { text } });

describe('a turn that arrives', () => {
  it('says what the agent does until it speaks', () => {
    expect(beginTurn('r1')).toMatchObject({ from: 'agent', state: 'running', doing: 'Thinking' });
    expect(after({ event: 'status', data: { phase: 'starting_model' } }).doing).toBe('Waiting for the model');
    expect(after({ event: 'status', data: { phase: 'unheard-of' } }).doing).toBe('Working');
    expect(after(delta('Hi')).doing).toBe('');
  });

  it('keeps words, thoughts and calls in the order in which they came', () => {
    const turn = after(
      { event: 'thinking', data: { text: 'Hm' } },
      { event: 'thinking', data: { text: ', well' } },
      delta('Let me look.'),
      { event: 'tool', data: { id: 'c', name: 'exec', phase: 'start', input: '{}' } },
      { event: 'tool', data: { id: 'c', name: 'exec', phase: 'update', output: 'half' } },
      { event: 'tool', data: { id: 'c', name: 'exec', phase: 'result', output: 'all', isError: false } },
      delta('\n\nFound'),
      delta(' it.'),
    );
    expect(turn.parts).toEqual([
      { type: 'thinking', text: 'Hm, well' },
      { type: 'text', text: 'Let me look.' },
      { type: 'tool', id: 'c', name: 'exec', input: '{}', output: 'all', state: 'done' },
      { type: 'text', text: 'Found it.' },
    ]);
    expect(textOf(turn)).toBe('Let me look.\n\nFound it.');
  });

  it('shows a call that failed, and how the turn ended', () => {
    const usage = { promptTokens: 1, completionTokens: 2, totalTokens: 3 };
    const failed = { id: 'c', name: 'x', phase: 'result', isError: true } as const;
    const turn = after({ event: 'tool', data: failed }, { event: 'done', data: { runId: 'r1', usage } });
    expect(turn).toMatchObject({ state: 'done', usage, parts: [{ state: 'failed' }] });
    expect(after({ event: 'done', data: { runId: 'r1', stopped: true } }).state).toBe('stopped');
  });
});
