import { asCount, asRecord } from '../rpc/read-value';

/** Tokens that a turn has used. */
export interface TokenUsage {
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

/** Reads what OpenClaw writes beside a message of the model; null where it counted nothing. */
export function readUsage(value: unknown): TokenUsage | null {
  const usage = asRecord(value);
  const [input, output] = [asCount(usage['input']), asCount(usage['output'])];
  if (input === null && output === null) return null;
  const cached = (asCount(usage['cacheRead']) ?? 0) + (asCount(usage['cacheWrite']) ?? 0);
  const promptTokens = (input ?? 0) + cached;
  const completionTokens = output ?? 0;
  return {
    promptTokens,
    completionTokens,
    totalTokens: asCount(usage['totalTokens']) ?? promptTokens + completionTokens,
  };
}

/** What both have used together. */
export function addUsage(one: TokenUsage | null, other: TokenUsage | null): TokenUsage | null {
  if (!one || !other) return one ?? other;
  return {
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    totalTokens: one.totalTokens + other.totalTokens,
  };
}
