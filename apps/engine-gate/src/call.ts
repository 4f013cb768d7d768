import type { Installation } from './creations';
import type { Ownership } from './ownership';
import type { Json } from './shape';

/** A call whose path and query are let through. */
export interface Call {
  /** The parameters that go on. */
  query: Record<string, string>;
  installation: Installation;
  ownership: Ownership;
}

/** @throws Refusal */
export type Check = (call: Call) => Promise<void>;

/**
 * Judges a body.
 * @returns the body for the engine, written by the gate
 * @throws Refusal
 */
export type Examination = (given: Json, call: Call) => Promise<string>;
