import type { EventFrame } from '@openclaw/gateway-client/browser';
import { readMessage } from '../chat-sessions/read-message';
import { asList, asRecord, asText, shortened } from '../rpc/read-value';
import type { ChatEvent } from './chat-event';
import { GrowingText } from './growing-text';
import { canonicalKey } from './session-key';
import { addUsage, readUsage, type TokenUsage } from './token-usage';
import { readToolEvent } from './tool-event';

const DETAIL_LIMIT = 500;

interface Run {
  text: GrowingText;
  thinking: GrowingText;
  phase: string | null;
  usage: TokenUsage | null;
  /** Calls by id, with the phase they have come to: a step that is told twice is passed on once. */
  tools: Map<string, 'start' | 'result'>;
}

/**
 * Turns what a gateway broadcasts about one conversation into Nora's events. The same words arrive on several ways, some
 * of them more than once: what was said is said once.
 */
export class SessionReader {
  private readonly key: string;
  private readonly runs = new Map<string, Run>();
  /** Turns that went on when the reader lost touch. */
  private awaited: string[] = [];

  constructor(sessionKey: string) {
    this.key = canonicalKey(sessionKey);
  }

  /** Whether a turn goes on. */
  get isRunning(): boolean {
    return this.runs.size > 0;
  }

  /** Whether something happened in this conversation. */
  concerns({ payload }: EventFrame): boolean {
    const key = asText(asRecord(payload)['sessionKey']);
    return key !== null && canonicalKey(key) === this.key;
  }

  read(frame: EventFrame): ChatEvent[] {
    if (!this.concerns(frame)) return [];
    const { event, payload } = frame;
    const data = asRecord(payload);
    if (event === 'chat') return this.readChat(data);
    if (event === 'agent' || event === 'session.tool') return this.readAgent(data);
    return event === 'session.message' ? this.readWritten(data) : [];
  }

  /** Knows of a turn from now on, and says so once. */
  begin(runId: string): ChatEvent[] {
    if (this.runs.has(runId)) return [];
    const [text, thinking] = [new GrowingText(), new GrowingText()];
    this.runs.set(runId, { text, thinking, phase: null, usage: null, tools: new Map() });
    return [{ event: 'start', data: { sessionKey: this.key, runId } }];
  }

  /** Begins anew after something was missed: what goes on is told from its beginning. */
  restart(): void {
    this.awaited = [...this.runs.keys()];
    this.runs.clear();
  }

  /**
   * Joins in: what goes on right now, as `chat.history` tells it. What is written down already is left to the history.
   * A turn that went on before and does so no more has ended unseen.
   */
  resume(history: unknown): ChatEvent[] {
    const flight = asRecord(asRecord(history)['inFlightRun']);
    const runId = asText(flight['runId']);
    const ended = this.awaited.filter((id) => id !== runId).flatMap((id) => this.finish(id));
    this.awaited = [];
    if (runId === null) return ended;
    const events = asList(flight['events']).map(asRecord);
    const finished = new Set(
      events
        .map(({ data }) => readToolEvent(data))
        .map((tool) => (tool?.phase === 'result' ? tool.id : null)),
    );
    const going = events.filter(({ data }) => {
      const tool = readToolEvent(data);
      return tool === null || (tool.phase === 'start' && !finished.has(tool.id));
    });
    const told = going.flatMap((one) => (one['stream'] === 'assistant' ? [] : this.readAgent(one)));
    const text = asText(flight['text']);
    return [...ended, ...this.begin(runId), ...told, ...(text ? this.say(runId, text, null) : [])];
  }

  private readChat(data: Record<string, unknown>): ChatEvent[] {
    const runId = asText(data['runId']);
    if (runId === null) return [];
    switch (data['state']) {
      case 'status':
        return this.status(runId, asText(data['phase']));
      case 'delta':
        return this.say(runId, textOf(data['message']), null);
      case 'final': {
        const rest = this.rest(runId, textOf(data['message']));
        return [...rest, ...this.finish(runId)];
      }
      case 'aborted':
        return this.finish(runId, true);
      case 'error': {
        const begun = this.begin(runId);
        this.runs.delete(runId);
        const said = shortened(asText(data['errorMessage']) ?? 'It did not say why.', DETAIL_LIMIT);
        return [
          ...begun,
          { event: 'error', data: { code: 'runtime_refused', detail: `The agent failed: ${said}` } },
        ];
      }
      default:
        return [];
    }
  }

  private readAgent(payload: Record<string, unknown>): ChatEvent[] {
    const runId = asText(payload['runId']);
    const data = asRecord(payload['data']);
    if (runId === null) return [];
    switch (payload['stream']) {
      case 'run_status':
        return this.status(runId, asText(data['phase']));
      case 'thinking':
        return this.think(runId, asText(data['text']));
      case 'assistant':
        return this.say(runId, asText(data['text']), asText(data['itemId']));
      case 'item':
        return data['kind'] === 'preamble'
          ? this.say(runId, asText(data['progressText']), asText(data['itemId']))
          : [];
      case 'tool':
        return this.tool(runId, data);
      default:
        return [];
    }
  }

  private readWritten(data: Record<string, unknown>): ChatEvent[] {
    const message = asRecord(data['message']);
    const runId = asText(asRecord(message['__openclaw'])['runId']);
    const run = runId === null ? undefined : this.runs.get(runId);
    if (run) run.usage = addUsage(run.usage, readUsage(message['usage']));
    if (message['role'] !== 'user') return [];
    const read = readMessage(message);
    return read ? [{ event: 'message', data: read }] : [];
  }

  private on(runId: string, what: (run: Run) => ChatEvent[]): ChatEvent[] {
    const begun = this.begin(runId);
    const run = this.runs.get(runId);
    return run ? [...begun, ...what(run)] : begun;
  }

  private status(runId: string, phase: string | null): ChatEvent[] {
    return this.on(runId, (run) => {
      if (phase === null || run.phase === phase) return [];
      run.phase = phase;
      return [{ event: 'status', data: { phase } }];
    });
  }

  private think(runId: string, text: string | null): ChatEvent[] {
    return this.on(runId, (run) => {
      const news = text === null ? '' : run.thinking.advance(text);
      return news === '' ? [] : [{ event: 'thinking', data: { text: news } }];
    });
  }

  private say(runId: string, text: string | null, segment: string | null): ChatEvent[] {
    return this.on(runId, (run) => {
      // Unnamed snapshots are slower echoes of named ones.
      if (text === null || (segment === null && run.text.isNamed)) return [];
      const news = run.text.advance(text, segment);
      return news === '' ? [] : [{ event: 'delta', data: { text: news } }];
    });
  }

  private tool(runId: string, data: Record<string, unknown>): ChatEvent[] {
    return this.on(runId, (run) => {
      const step = readToolEvent(data);
      if (!step) return [];
      const reached = run.tools.get(step.id);
      if (reached === 'result' || (step.phase === 'start' && reached === 'start')) return [];
      if (step.phase !== 'update') run.tools.set(step.id, step.phase);
      return [{ event: 'tool', data: step }];
    });
  }

  /** A model that does not stream says all of it at the end. */
  private rest(runId: string, text: string | null): ChatEvent[] {
    const run = this.runs.get(runId);
    return run && !run.text.isEmpty && run.text.isNamed ? [] : this.say(runId, text, null);
  }

  private finish(runId: string, stopped = false): ChatEvent[] {
    const begun = this.begin(runId);
    const usage = this.runs.get(runId)?.usage ?? null;
    this.runs.delete(runId);
    const how = { ...(stopped ? { stopped: true as const } : {}), ...(usage ? { usage } : {}) };
    return [...begun, { event: 'done', data: { sessionKey: this.key, runId, ...how } }];
  }
}

/** Text of a message as far as it has come. */
function textOf(message: unknown): string | null {
  const content = asRecord(message)['content'];
  if (typeof content === 'string') return asText(content);
  const texts = asList(content)
    .map(asRecord)
    .filter(({ type }) => type === 'text');
  return asText(texts.map(({ text }) => asText(text) ?? '').join(''));
}
