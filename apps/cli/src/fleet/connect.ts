import { setTimeout as sleep } from 'node:timers/promises';
import type { NoraClient } from '../remote/client';
import { connect, workspaceOf, type RemoteOptions } from '../remote/connect';
import { followEvents } from '../remote/event-stream';
import { EXIT } from '../remote/exit-codes';
import { RemoteError } from '../remote/remote-error';
import type { CallOptions, FleetApi } from './fleet-api';
import type { FleetPlace } from './make-plan';

/** Seconds that are waited at most because Nora is asked too often: its longest limit counts for a quarter of an hour. */
const MOST_PATIENCE = 900;
const TRIES = 20;

/**
 * Finds the workspace of a fleet.
 * @throws CliError where nobody is signed in, or there is no such workspace
 */
export async function connectFleet(options: RemoteOptions): Promise<FleetPlace> {
  const connection = connect(options);
  const [{ id, slug, name }, userId] = await Promise.all([
    workspaceOf(connection),
    userIdOf(connection.client),
  ]);
  return { api: new PatientApi(connection.client), workspace: { id, slug, name }, userId };
}

/** @returns null for an API key */
async function userIdOf(client: NoraClient): Promise<string | null> {
  try {
    return (await client.call<{ id: string }>('GET', '/api/auth/me')).id;
  } catch (error) {
    if (error instanceof RemoteError && error.exitCode === EXIT.forbidden) return null;
    throw error;
  }
}

/** A large fleet asks more often than Nora allows; then it asks again when it may. */
export class PatientApi implements FleetApi {
  private toldUntil = 0;

  constructor(private readonly client: NoraClient) {}

  list<T>(path: string, query?: Record<string, string>): Promise<T[]> {
    return this.patiently(() => this.client.list<T>(path, query));
  }

  call<T>(method: Parameters<FleetApi['call']>[0], path: string, options: CallOptions = {}): Promise<T> {
    return this.patiently(() => this.client.call<T>(method, path, options));
  }

  events(signal: AbortSignal): AsyncIterable<{ event: string; data: string }> {
    return followEvents(this.client, '/api/events/stream', { signal });
  }

  private async patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask();
      } catch (error) {
        const seconds = secondsToWait(error);
        if (seconds === null || tries >= TRIES) throw error;
        this.tell(seconds);
        await sleep(seconds * 1_000);
      }
    }
  }

  /** Once for all that wait at the same time. */
  private tell(seconds: number): void {
    if (Date.now() < this.toldUntil) return;
    this.toldUntil = Date.now() + seconds * 1_000;
    console.error(`nora: Nora allows no more calls for now; going on in ${seconds} s`);
  }
}

function secondsToWait(error: unknown): number | null {
  if (!(error instanceof RemoteError) || error.status !== 429) return null;
  const { retryAfter } = error as RemoteError & { retryAfter?: number };
  if (retryAfter === undefined || !(retryAfter <= MOST_PATIENCE)) return null;
  return Math.max(Math.ceil(retryAfter), 1);
}
