import type { RuntimeBackend, RuntimeHandle } from '@nora/runtime-adapters';
import { secretTextsOf, type AgentSecrets } from './agent-secrets';

const TAIL_LINES = 40;
const LIMIT = 8_000;
const TIMEOUT_MS = 5_000;

/** The end of a runtime's log, without its credentials; null when there is none to be had. */
export async function collectEvidence(
  backend: RuntimeBackend,
  handle: RuntimeHandle,
  secrets: AgentSecrets | null,
): Promise<string | null> {
  const lines: string[] = [];
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    for await (const line of backend.access.logs(handle, { tail: TAIL_LINES, follow: false, signal })) {
      lines.push(line.text);
    }
  } catch {
    // A runtime that was never created has no log: then there is no evidence but the error itself.
  }
  return lines.length === 0 ? null : redact(lines.join('\n'), secrets).slice(-LIMIT);
}

/** Takes an agent's credentials, and what it was given, out of a text. */
export function redact(text: string, secrets: AgentSecrets | null): string {
  const texts = secrets ? secretTextsOf(secrets) : [];
  return texts.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}
