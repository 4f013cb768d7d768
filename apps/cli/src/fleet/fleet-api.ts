/** What a call takes beside its path. */
export interface CallOptions {
  query?: Record<string, string>;
  body?: unknown;
  /** Makes the call safe to repeat when its answer was lost. */
  idempotencyKey?: string;
  /** For a call that knows no such key: it is sent once. */
  once?: true;
}

/** The API as plans and their execution use it. A refusal is thrown as the error of the remote command line. */
export interface FleetApi {
  /** All items of a list, page after page. */
  list<T>(path: string, query?: Record<string, string>): Promise<T[]>;
  call<T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    options?: CallOptions,
  ): Promise<T>;
  /** What happens in Nora, as it happens. */
  events(signal: AbortSignal): AsyncIterable<{ event: string; data: string }>;
}
