import { setTimeout as sleep } from 'node:timers/promises';
import { ByHand } from './by-hand';
import { Changes } from './changes';
import { FaultPlan } from './fault-plan';
import type { SimulatedTerminal } from './simulated-terminal';
import type { Effect, EngineSettings, LedgerEntry, SimulatedRuntime } from './types';
import { SimulatedWorld } from './world';

const DEFAULTS: EngineSettings = {
  latency: { minMs: 0, maxMs: 0, seed: 1 },
  abandonedCalls: 'drop',
  image: 'simulated:1',
  portOffset: 0,
};

/**
 * A target that keeps its runtimes in memory, for tests of the engine at scale and under faults. It takes time,
 * fails, lies and crashes as told, and writes every effect that took place into a ledger. Effects are atomic:
 * one is done wholly or not at all, whenever a caller goes away.
 */
export class SimulatedEngine {
  world = new SimulatedWorld();
  readonly faults = new FaultPlan();
  readonly changes = new Changes();
  readonly ledger: LedgerEntry[] = [];
  readonly byHand = new ByHand(this);
  private current: EngineSettings = DEFAULTS;
  private readonly exits = new Map<string, NodeJS.Timeout>();
  private readonly terminals = new Map<SimulatedTerminal, string>();

  get settings(): Readonly<EngineSettings> {
    return this.current;
  }

  configure(changes: Partial<EngineSettings>): void {
    this.current = { ...this.current, ...changes };
    if (changes.latency) this.faults.setLatency(changes.latency);
  }

  /** As it was when it was made; calls that are held are let go and find an empty world. */
  reset(): void {
    for (const timer of this.exits.values()) clearTimeout(timer);
    this.exits.clear();
    this.hangUp();
    this.world = new SimulatedWorld();
    this.ledger.length = 0;
    this.faults.clear();
    this.faults.release();
    this.configure(DEFAULTS);
  }

  /**
   * One call to the target: waits, fails or lies as told, and otherwise acts.
   * @returns what the act gives; null after a lie
   */
  async perform<T>(effect: Effect, agentId: string, signal: AbortSignal, act: () => T): Promise<T | null> {
    signal.throwIfAborted();
    const { before, after } = this.faults.drawLatency();
    const patience = this.current.abandonedCalls === 'drop' ? signal : new AbortController().signal;
    if (before > 0) await sleep(before, undefined, { signal: patience });
    const failure = this.faults.takeFailure(effect, agentId);
    if (failure) throw failure;
    await this.faults.passHold({ effect, agentId, when: 'before' }, patience);
    if (this.faults.takeLie(effect, agentId)) return null;
    const done = this.ledger.length;
    const result = act();
    if (this.ledger.length > done) await this.faults.passHold({ effect, agentId, when: 'after' }, signal);
    if (after > 0) await sleep(after, undefined, { signal });
    return result;
  }

  /** Notes down that an effect took place and tells the watchers. */
  took(effect: Effect, agentId: string, generation: number | null): void {
    const at = new Date().toISOString();
    this.ledger.push({ sequence: this.ledger.length + 1, at, effect, agentId, generation });
    this.changes.emit(agentId, effect);
  }

  begin(agentId: string, runtime: SimulatedRuntime): void {
    if (runtime.state !== 'paused') runtime.startedAt = new Date();
    runtime.state = 'running';
    runtime.exitCode = null;
    this.world.log(agentId, 'the gateway was started');
    const { exitAfterMs, exitCode } = this.faults.behaviourOf(agentId);
    if (exitAfterMs === null) return;
    const timer = setTimeout(() => {
      if (this.world.runtimes.get(agentId) === runtime) this.end(agentId, runtime, exitCode);
    }, exitAfterMs);
    timer.unref();
    this.forgetExit(agentId);
    this.exits.set(agentId, timer);
  }

  /** Ends a runtime that runs, by itself or because it was stopped. */
  end(agentId: string, runtime: SimulatedRuntime, exitCode: number): void {
    this.forgetExit(agentId);
    this.hangUp(agentId);
    runtime.state = 'exited';
    runtime.exitCode = exitCode;
    this.world.log(agentId, `the gateway ended with code ${exitCode}`);
    this.changes.emit(agentId, 'runtime exited');
  }

  removeRuntime(agentId: string): void {
    this.forgetExit(agentId);
    this.hangUp(agentId);
    this.world.runtimes.delete(agentId);
  }

  /** A terminal ends with the runtime that it is in. */
  holdTerminal(agentId: string, terminal: SimulatedTerminal): void {
    this.terminals.set(terminal, agentId);
    void terminal.exited.then(() => this.terminals.delete(terminal));
  }

  /** Ends the terminals of an agent, or all of them. */
  private hangUp(agentId?: string): void {
    for (const [terminal, of] of this.terminals) {
      if (agentId === undefined || agentId === of) void terminal.kill();
    }
  }

  /** How far the gateway of a running runtime has come. */
  gatewayState(agentId: string): 'starting' | 'ready' {
    const { startedAt } = this.world.runtimeOf(agentId);
    const { readyAfterMs } = this.faults.behaviourOf(agentId);
    const ranMs = Date.now() - (startedAt?.getTime() ?? Date.now());
    return readyAfterMs !== null && ranMs >= readyAfterMs ? 'ready' : 'starting';
  }

  private forgetExit(agentId: string): void {
    clearTimeout(this.exits.get(agentId));
    this.exits.delete(agentId);
  }
}
