// The simulated deploy target as a process of its own, and what a benchmark may tell it.
import { join } from 'node:path';
import { ManagedProcess, ROOT, freePort } from './processes.mjs';

/** Effects of a call at which it can be held; `image` takes place once in the life of a target. */
export const EFFECTS = [
  ...['storage', 'network', 'create', 'import', 'inject', 'amend', 'start', 'stop'],
  ...['remove-runtime', 'remove-network', 'remove-storage'],
];

export class SimulatedEngine {
  static async create(logs) {
    const [port, runtimePort] = [await freePort(), await freePort()];
    return new SimulatedEngine(port, runtimePort, logs);
  }

  constructor(port, runtimePort, logs) {
    this.url = `http://127.0.0.1:${port}`;
    const file = join(ROOT, 'dist/apps/simulated-engine/main.js');
    const argv = [file, '--port', String(port), '--runtime-port', String(runtimePort)];
    this.process = new ManagedProcess({
      ...{ name: 'simulated-engine', file: process.execPath, argv, directory: logs },
      isReady: (line) => line.includes('"url"'),
    });
  }

  start() {
    return this.process.start();
  }

  stop() {
    return this.process.stop();
  }

  configure(settings) {
    return this.ask('PATCH', '/settings', settings);
  }

  /** How runtimes behave from their next start. */
  behave(behaviour) {
    return this.ask('POST', '/behaviours', behaviour);
  }

  /** Effects that took place, in order. @param after the last sequence number that is known */
  async ledger(after = 0) {
    return (await this.ask('GET', `/ledger?after=${after}`)).entries;
  }

  /** How many effects took place so far. */
  async effects() {
    const last = await this.ledger(this.seen ?? 0);
    this.seen = last.at(-1)?.sequence ?? this.seen ?? 0;
    return this.seen;
  }

  /** What exists now, by agent. */
  async world() {
    return new Map((await this.ask('GET', '/runtimes')).agents.map((one) => [one.agentId, one]));
  }

  /** Makes the next call of a kind wait just before or after its effect. */
  hold(effect, when) {
    return this.ask('POST', '/holds', { effect, when, times: 1 });
  }

  async held() {
    return (await this.ask('GET', '/held')).calls;
  }

  /** Lets held calls go on, and holds none that come. */
  release() {
    return this.ask('DELETE', '/holds');
  }

  /** Does something to the target behind Nora's back. @returns the sequence number of the last effect before it */
  async edit(agentId, edit, more = {}) {
    return (await this.ask('POST', '/edits', { agentId, edit, ...more })).after;
  }

  async ask(method, path, body) {
    const response = await fetch(this.url + path, {
      method,
      signal: AbortSignal.timeout(10_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`the simulated engine answered ${response.status}: ${answer.error}`);
    return answer;
  }
}
