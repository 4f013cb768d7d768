import type { ChatEvent } from './chat-event';
import { type ChatEntry, newEntry, withText, withTool } from './chat-entry';

/** What a runtime does before it speaks, in words. */
const PHASES: Readonly<Record<string, string>> = {
  preparing_workspace: 'Preparing its workspace',
  preparing_context: 'Gathering what it knows',
  provisioning_environment: 'Preparing its environment',
  running_setup: 'Setting up',
  starting_model: 'Waiting for the model',
};

const TOOL_STATES = { start: 'running', update: 'running', result: 'done' } as const;

/** The answer of a turn that has just begun. */
export function beginTurn(runId: string): ChatEntry {
  return newEntry(`run-${runId}`, 'agent', { runId, state: 'running', doing: 'Thinking' });
}

/** An answer after one more event. Events that do not belong to an answer change nothing. */
export function reduceTurn(turn: ChatEntry, event: ChatEvent): ChatEntry {
  switch (event.event) {
    case 'status':
      return { ...turn, doing: PHASES[event.data.phase] ?? 'Working' };
    case 'thinking':
      return { ...turn, doing: 'Thinking', parts: withText(turn.parts, 'thinking', event.data.text) };
    case 'delta':
      return { ...turn, doing: '', parts: withText(turn.parts, 'text', event.data.text) };
    case 'tool': {
      const { id, name, phase, input, output, isError } = event.data;
      const state = isError ? 'failed' : TOOL_STATES[phase];
      const change = {
        ...(input === undefined ? {} : { input }),
        ...(output === undefined ? {} : { output }),
      };
      const doing = phase === 'result' ? 'Reading what the tool answered' : `Using ${name}`;
      return { ...turn, doing, parts: withTool(turn.parts, { id, name, state, ...change }) };
    }
    case 'done':
      return {
        ...turn,
        ...{ doing: '', state: event.data.stopped ? 'stopped' : 'done', usage: event.data.usage ?? null },
      };
    default:
      return turn;
  }
}
