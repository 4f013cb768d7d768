import type { Behaviour, Effect, FaultScope, HeldCall, Latency } from './types';

const WELL: Behaviour = { exitAfterMs: null, exitCode: 1, readyAfterMs: 0 };

/** What is to go wrong, and how long calls take. */
export class FaultPlan {
  private readonly failures: (FaultScope & { error: Error })[] = [];
  private readonly lies: FaultScope[] = [];
  private readonly holds: (FaultScope & { when: HeldCall['when'] })[] = [];
  private readonly behaviours = new Map<string | null, Behaviour>();
  private readonly held = new Map<HeldCall, () => void>();
  private random = seeded(1);
  private latency: Latency = { minMs: 0, maxMs: 0, seed: 1 };

  /** Makes calls fail before they have any effect. */
  fail(scope: FaultScope, error: Error): void {
    this.failures.push({ ...scope, error });
  }

  /** Makes calls answer as if they had been done, without doing anything. */
  lie(scope: FaultScope): void {
    this.lies.push({ ...scope });
  }

  /** Makes calls never return, just before or after their effect, so that a caller can be killed there. */
  hold(scope: FaultScope, when: HeldCall['when']): void {
    this.holds.push({ ...scope, when });
  }

  /** How the runtime of an agent behaves from its next start; null for every agent without one of its own. */
  behave(agentId: string | null, behaviour: Partial<Behaviour>): void {
    this.behaviours.set(agentId, { ...WELL, ...behaviour });
  }

  behaviourOf(agentId: string): Behaviour {
    return this.behaviours.get(agentId) ?? this.behaviours.get(null) ?? WELL;
  }

  setLatency(latency: Latency): void {
    this.latency = latency;
    this.random = seeded(latency.seed);
  }

  /** Milliseconds that the next call takes before and after its effect. */
  drawLatency(): { before: number; after: number } {
    const { minMs, maxMs } = this.latency;
    if (maxMs === 0) return { before: 0, after: 0 };
    const whole = minMs + this.random() * (maxMs - minMs);
    const before = whole * this.random();
    return { before, after: whole - before };
  }

  takeFailure(effect: Effect, agentId: string): Error | null {
    return take(this.failures, effect, agentId)?.error ?? null;
  }

  takeLie(effect: Effect, agentId: string): boolean {
    return take(this.lies, effect, agentId) !== null;
  }

  /** Waits for as long as the call is held, if it is; a caller that went away ends it. */
  async passHold(call: HeldCall, signal: AbortSignal): Promise<void> {
    const due = this.holds.filter(({ when }) => when === call.when);
    const found = due.find((scope) => concerns(scope, call.effect, call.agentId));
    if (!found) return;
    use(this.holds, found);
    let abandon: (() => void) | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        abandon = () => reject(signal.reason as Error);
        signal.addEventListener('abort', abandon);
        this.held.set(call, resolve);
      });
    } finally {
      this.held.delete(call);
      if (abandon) signal.removeEventListener('abort', abandon);
    }
  }

  heldCalls(): HeldCall[] {
    return [...this.held.keys()];
  }

  /** Lets every held call go on, and holds none that come. */
  release(): void {
    this.holds.length = 0;
    for (const resolve of this.held.values()) resolve();
  }

  /** Nothing goes wrong any more; calls that are held stay so until they are released. */
  clear(): void {
    for (const plan of [this.failures, this.lies, this.holds]) plan.length = 0;
    this.behaviours.clear();
  }
}

function concerns(scope: FaultScope, effect: Effect, agentId: string): boolean {
  return scope.effect === effect && (scope.agentId === null || scope.agentId === agentId);
}

function take<T extends FaultScope>(plan: T[], effect: Effect, agentId: string): T | null {
  const found = plan.find((scope) => concerns(scope, effect, agentId));
  if (!found) return null;
  use(plan, found);
  return found;
}

function use<T extends FaultScope>(plan: T[], scope: T): void {
  scope.times -= 1;
  if (scope.times <= 0) plan.splice(plan.indexOf(scope), 1);
}

/** Mulberry32: small, and the same seed gives the same numbers everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
