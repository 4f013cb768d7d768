import type { Endpoint } from '@nora/runtime-adapters';
import { gatewayHeaders } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';

/** How far a runtime has come, as its sidecar tells. */
export type GatewayState = 'starting' | 'ready' | 'draining' | 'exited' | 'unreachable';

const PROBE_TIMEOUT_MS = 5_000;
const TURN_TIMEOUT_MS = 120_000;
const ANSWER_LIMIT = 64_000;
const WORDS_LIMIT = 500;

/** The gateway of a runtime refused a turn, as a rule in the words of who runs its model. */
export class TurnRefusedError extends Error {
  constructor(
    readonly status: number,
    words: string,
  ) {
    super(words);
    this.name = 'TurnRefusedError';
  }
}

/** Asks a runtime whether it is ready, and whether its model answers. */
@Injectable()
export class RuntimeProbe {
  /** State of the gateway by the sidecar's open health answer; never throws. */
  async gatewayState(sidecar: Endpoint, signal: AbortSignal): Promise<GatewayState> {
    try {
      const response = await fetch(urlOf(sidecar, '/health'), {
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]),
      });
      const body = (await response.json()) as { gateway?: GatewayState };
      return body.gateway ?? 'unreachable';
    } catch {
      signal.throwIfAborted();
      return 'unreachable';
    }
  }

  /**
   * One whole turn with the agent, in a session of its own.
   * @returns what the agent said
   * @throws TurnRefusedError; Error when it answers with nothing, or not at all
   */
  async turn(gateway: Endpoint, token: string, sessionKey: string, signal: AbortSignal): Promise<string> {
    const response = await fetch(urlOf(gateway, '/v1/chat/completions'), {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        ...gatewayHeaders(token, 'editor'),
        'x-openclaw-session-key': sessionKey,
      },
      body: JSON.stringify({
        model: 'openclaw',
        messages: [{ role: 'user', content: 'Answer in one short sentence: are you ready?' }],
      }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TURN_TIMEOUT_MS)]),
    });
    const text = (await response.text()).slice(0, ANSWER_LIMIT);
    if (!response.ok) throw new TurnRefusedError(response.status, refusalIn(text, response.status));
    const answer = JSON.parse(text) as { choices?: { message?: { content?: string } }[] };
    const content = answer.choices?.[0]?.message?.content?.trim();
    if (!content) throw new Error('the agent answered with nothing');
    return content;
  }
}

function refusalIn(text: string, status: number): string {
  const told = (parsed(text) as { error?: { message?: unknown } } | null)?.error?.message;
  const words = typeof told === 'string' && told !== '' ? told : `the gateway answered ${status}: ${text}`;
  return words.slice(0, WORDS_LIMIT);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function urlOf({ host, port }: Endpoint, path: string): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
}
