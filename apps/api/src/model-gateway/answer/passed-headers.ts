import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** What of an agent's headers a provider gets to see. */
const TO_PROVIDER = ['content-type', 'accept', 'anthropic-version', 'anthropic-beta', 'openai-beta'];

/** What of a provider's headers an agent gets to see: what the answer is, when to come back, and what to quote. */
const TO_AGENT = new Set([
  ...['content-type', 'content-length', 'retry-after', 'retry-after-ms', 'x-should-retry'],
  ...['request-id', 'x-request-id', 'openai-processing-ms', 'openai-version'],
]);
/** How much of the provider's limits is left. */
const LIMITS_TO_AGENT = /^(x-|anthropic-)ratelimit-/;

export function headersToProvider(from: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    TO_PROVIDER.flatMap((name) => {
      const value = from[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
}

/** @param changed whether the body is not passed on byte for byte, so that its length is another */
export function headersToAgent(
  from: Record<string, string | string[] | undefined>,
  changed: boolean,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  for (const [name, value] of Object.entries(from)) {
    if (changed && name === 'content-length') continue;
    if (TO_AGENT.has(name) || LIMITS_TO_AGENT.test(name)) headers[name] = value;
  }
  return headers;
}
