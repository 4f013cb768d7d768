import type { RuntimeState } from '../ports';

/** What an engine can do to the world. */
export const EFFECTS = [
  'image',
  'storage',
  'network',
  'create',
  'import',
  'inject',
  'amend',
  'start',
  'stop',
  'remove-runtime',
  'remove-network',
  'remove-storage',
] as const;
export type Effect = (typeof EFFECTS)[number];

/** One effect that really took place; a repeated call that found its own work leaves none. */
export interface LedgerEntry {
  /** Counts from 1. */
  sequence: number;
  /** ISO 8601 UTC. */
  at: string;
  effect: Effect;
  agentId: string;
  /** Of the runtime it was done to or for; null when there is none. */
  generation: number | null;
}

export interface SimulatedLogLine {
  number: number;
  at: Date;
  text: string;
}

export interface SimulatedRuntime {
  generation: number;
  specHash: string;
  image: string;
  limits: { vcpu: number; ramMb: number };
  state: Exclude<RuntimeState, 'absent'>;
  startedAt: Date | null;
  exitCode: number | null;
  networkAttached: boolean;
  /** Digest of the files that were injected last. */
  filesDigest: string | null;
  logs: SimulatedLogLine[];
}

/** An agent's state as far as it matters: its files by digest, so that no secret is kept. */
export interface SimulatedStorage {
  files: Map<string, string>;
  /** Agent and scope of a copy that was put in. */
  importedFrom: string | null;
}

/** How a runtime behaves once it runs. */
export interface Behaviour {
  /** Milliseconds from start until it exits by itself; null for never. */
  exitAfterMs: number | null;
  exitCode: number;
  /** Milliseconds from start until its gateway is ready; null for never. */
  readyAfterMs: number | null;
}

/** Every call takes a time between the two, drawn from the seed; part of it passes after the effect. */
export interface Latency {
  minMs: number;
  maxMs: number;
  seed: number;
}

export interface EngineSettings {
  latency: Latency;
  /** What becomes of a call whose caller went away before its effect: it is given up, or goes ahead all the same. */
  abandonedCalls: 'drop' | 'finish';
  /** What the engine makes runtimes from when it is not told. */
  image: string;
  /** Added to every port, as if other ports had been given out. */
  portOffset: number;
}

/** Calls a fault is meant for. */
export interface FaultScope {
  effect: Effect;
  /** Null for any agent. */
  agentId: string | null;
  /** How often it happens. */
  times: number;
}

/** A call that was told not to return. */
export interface HeldCall {
  effect: Effect;
  agentId: string;
  when: 'before' | 'after';
}
