/** How far the gateway is, as `/health` tells. */
export type GatewayState = 'starting' | 'ready' | 'draining' | 'exited';

/** What the gateway says of itself. */
export interface GatewayReadiness {
  state: 'starting' | 'ready' | 'draining';
  /** Names of what keeps it from being ready, as the gateway calls them. */
  failing: string[];
}

const ANSWER_WITHIN_MS = 2_000;

/** Asks the gateway on loopback. The answer's body decides: its status is 200 on unknown paths too. */
export async function probeGateway(port: number): Promise<GatewayReadiness> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return readinessOf(await response.json());
  } catch {
    return { state: 'starting', failing: ['no-answer'] };
  }
}

/** Reads what `/readyz` answered. */
export function readinessOf(body: unknown): GatewayReadiness {
  const answer = (body ?? {}) as { ready?: unknown; failing?: unknown };
  if (answer.ready === true) return { state: 'ready', failing: [] };
  const failing = Array.isArray(answer.failing) ? answer.failing.map(String) : [];
  return { state: failing.includes('gateway-draining') ? 'draining' : 'starting', failing };
}
