import { setTimeout as sleep } from 'node:timers/promises';
import type { NoraClient } from '../remote/client';
import { connect, workspaceOf, type RemoteOptions } from '../remote/connect';
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
  constructor(private readonly client: NoraClient) {}

  list<T>(path: string, query?: Record<string, string>): Promise<T[]> {
    return patiently(() => this.client.list<T>(path, query));
  }

  call<T>(method: Parameters<FleetApi['call']>[0], path: string, options: CallOptions = {}): Promise<T> {
    return patiently(() => this.client.call<T>(method, path, options));
  }
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      const { retryAfter } = error as { retryAfter?: number };
      const isLimit = error instanceof RemoteError && error.status === 429;
      if (!isLimit || retryAfter === undefined || !(retryAfter <= MOST_PATIENCE) || tries >= TRIES)
        throw error;
      await sleep(Math.max(retryAfter, 1) * 1_000);
    }
  }
}
