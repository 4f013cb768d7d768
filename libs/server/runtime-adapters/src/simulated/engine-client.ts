import type { Progress } from '../ports';
import type { CallArguments, CallName, StreamName } from './server/calls';
import { fromWireError, type WireLine } from './wire';

const HEALTH_WITHIN_MS = 3_000;

/** Talks to a simulated engine in another process. */
export class EngineClient {
  /** @param url of the engine; empty where there is none */
  constructor(private readonly url: string) {}

  async availability(): Promise<{ configured: boolean; reason?: string }> {
    if (this.url === '') return { configured: false, reason: 'SIMULATED_ENGINE_URL is not set.' };
    try {
      const signal = AbortSignal.timeout(HEALTH_WITHIN_MS);
      const response = await fetch(`${this.url}/health`, { redirect: 'error', signal });
      if (response.ok) return { configured: true };
    } catch {
      // Told below: why it cannot be reached is of no use to a person.
    }
    return { configured: false, reason: 'The simulated engine does not answer.' };
  }

  /**
   * A call with one answer.
   * @throws whatever the engine threw, and the signal's reason
   */
  async call(
    name: CallName,
    args: Partial<CallArguments>,
    signal?: AbortSignal,
    progress: Progress = () => undefined,
  ): Promise<unknown> {
    // Read to its end, because a connection that is left before is of no more use.
    let answer: { result: unknown } | null = null;
    for await (const line of this.lines(name, args, signal)) {
      if ('progress' in line) progress(line.progress);
      if ('result' in line) answer = line;
    }
    if (!answer) throw new Error('The simulated engine went away during a call.');
    return answer.result;
  }

  /** A call with any number of answers. */
  async *stream(name: StreamName, args: Partial<CallArguments>, signal: AbortSignal): AsyncIterable<unknown> {
    let complete = false;
    for await (const line of this.lines(name, args, signal)) {
      if ('item' in line) yield line.item;
      complete = 'result' in line;
    }
    if (!complete) throw new Error('The simulated engine went away during a call.');
  }

  private async *lines(
    name: CallName | StreamName,
    args: Partial<CallArguments>,
    signal: AbortSignal | undefined,
  ): AsyncIterable<WireLine> {
    for await (const text of this.text(name, args, signal)) {
      const line = JSON.parse(text) as WireLine;
      if ('error' in line) {
        // What the engine says of a call that was given up is of no interest.
        signal?.throwIfAborted();
        throw fromWireError(line.error);
      }
      yield line;
    }
  }

  private async *text(name: string, args: object, signal: AbortSignal | undefined): AsyncIterable<string> {
    signal?.throwIfAborted();
    try {
      const body = JSON.stringify(args);
      const response = await fetch(`${this.url}/calls/${name}`, {
        method: 'POST',
        redirect: 'error',
        body,
        // None rather than one that lasts: a request listens to its signal until both are collected.
        signal: signal ?? null,
      });
      if (!response.ok || !response.body) throw new Error(`it answered ${response.status}`);
      let rest = '';
      for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + piece).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line !== '') yield line;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw new Error('The simulated engine does not answer.', { cause: error });
    }
  }
}
