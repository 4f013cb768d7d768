import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { RuntimeChange } from '../ports';
import { agentOf } from './names';

/** One event of the engine, as far as it matters here. */
export interface EngineEvent {
  Type?: string;
  Action?: string;
  Actor?: { ID?: string; Attributes?: Record<string, string> };
}

const WATCHED = {
  type: ['container', 'network', 'volume'],
  event: [
    ...['die', 'stop', 'start', 'destroy', 'update', 'pause', 'unpause', 'oom', 'rename'],
    ...['disconnect', 'remove'],
  ],
};

/**
 * What an event means for an agent of the installation, told by names: events of networks and volumes carry no
 * labels. One event may concern several agents, e.g. a container that got another's name.
 */
export function changesOf(installationId: string, { Type, Action, Actor }: EngineEvent): RuntimeChange[] {
  if (!Type || !Action) return [];
  const { name, oldName } = Actor?.Attributes ?? {};
  const names = Type === 'volume' ? [Actor?.ID] : [name, oldName?.replace(/^\//, '')];
  const agentIds = names.flatMap((of) => (of ? (agentOf(installationId, of) ?? []) : []));
  return [...new Set(agentIds)].map((agentId) => ({ agentId, what: `${Type} ${Action}` }));
}

/**
 * Changes to runtimes of the installation, as the engine tells them.
 * @throws Error when the engine ends them
 */
export async function* watchEngine(
  docker: Docker,
  installationId: string,
  signal: AbortSignal,
): AsyncGenerator<RuntimeChange> {
  if (signal.aborted) return;
  let stream: Readable | undefined;
  try {
    const options = { filters: JSON.stringify(WATCHED), abortSignal: signal };
    stream = (await docker.getEvents(options)) as Readable;
    const failed = new Promise<never>((_, reject) => stream?.once('error', reject));
    // Whoever reads the lines learns of the fault; nobody may be waiting for it yet.
    failed.catch(() => undefined);
    const lines = createInterface({ input: stream, crlfDelay: Infinity })[Symbol.asyncIterator]();
    for (;;) {
      const { value, done } = await Promise.race([lines.next(), failed]);
      if (done) break;
      if (value.trim() !== '') yield* changesOf(installationId, JSON.parse(value) as EngineEvent);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stream?.destroy();
  }
  if (!signal.aborted) throw new Error('The Docker engine has ended its events.');
}
