import { setTimeout as sleep } from 'node:timers/promises';
import type { NoraClient } from '../client';
import { followEvents } from '../event-stream';
import type { DeploymentView } from '../views';

/** In case an event was missed; the event stream tells of nearly everything at once. */
const POLL_MS = 5_000;

/**
 * Looks at a deployment until it has ended.
 * @param report told of each state of it
 * @throws CliError when it is interrupted, or the API refuses
 */
export async function watchDeployment(
  client: NoraClient,
  id: string,
  report: (deployment: DeploymentView) => void,
  signal: AbortSignal,
): Promise<DeploymentView> {
  const over = new AbortController();
  const within = AbortSignal.any([signal, over.signal]);
  const bell = new Bell();
  const listening = listen(client, id, bell, within);
  try {
    for (;;) {
      const deployment = await client.call<DeploymentView>('GET', `/api/deployments/${id}`, { signal });
      report(deployment);
      if (hasEnded(deployment)) return deployment;
      await Promise.race([bell.rung(), sleep(POLL_MS, undefined, { signal: within }).catch(() => undefined)]);
    }
  } finally {
    over.abort();
    await listening;
  }
}

export function hasEnded({ status }: Pick<DeploymentView, 'status'>): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

async function listen(client: NoraClient, id: string, bell: Bell, signal: AbortSignal): Promise<void> {
  try {
    for await (const { data } of followEvents(client, '/api/events/stream', { signal })) {
      if (data.includes(id)) bell.ring();
    }
  } catch {
    // A key may not listen, and a proxy may not let it: it is looked at every few seconds all the same.
  }
}

/** Remembers that it rang while nobody waited. */
class Bell {
  private rang = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rang = true;
    this.wake?.();
  }

  async rung(): Promise<void> {
    if (!this.rang) await new Promise<void>((resolve) => (this.wake = resolve));
    this.rang = false;
    this.wake = undefined;
  }
}
