import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

/** What `GET /containers/{id}/logs` takes. `since` is a Unix time in seconds. */
export interface EngineLogOptions {
  stdout: boolean;
  stderr: boolean;
  timestamps: boolean;
  follow: boolean;
  tail?: number;
  since?: string;
}

interface Dial {
  dial(request: object, done: (error: unknown, answer: unknown) => void): void;
}

/**
 * Opens the log of a container as a stream, also one that is not followed: `Container.logs` reads those into
 * memory as a whole.
 */
export function openLogs(
  docker: Docker,
  id: string,
  options: EngineLogOptions,
  abortSignal: AbortSignal,
): Promise<Readable> {
  const request = {
    ...{ path: `/containers/${encodeURIComponent(id)}/logs?`, method: 'GET', isStream: true },
    ...{ options, abortSignal },
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
  };
  return new Promise((resolve, reject) => {
    (docker.modem as Dial).dial(request, (error, answer) => {
      if (error)
        reject(error instanceof Error ? error : new Error('the engine gave no log', { cause: error }));
      else resolve(answer as Readable);
    });
  });
}
