// The API as a client that repeats what was not answered, on whichever replica answers.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const ANSWER_MS = 15_000;
const CLAIM = { email: 'admin@example.com', password: 'a long enough password', name: 'Bench' };

/** A signed-in caller of one or several replicas. */
export class NoraApi {
  /** @param origins of the replicas */
  constructor(origins) {
    this.origins = origins;
    this.token = null;
    /** Requests that wait for an answer, by replica. */
    this.open = origins.map(() => 0);
    this.turn = 0;
  }

  /**
   * Makes the first account of a new server and signs in with it.
   * @param claimToken where the server was started with one
   * @returns its id
   */
  async claim(claimToken) {
    const response = await fetch(`${this.origins[0]}/api/auth/claim`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...CLAIM, claimToken }),
    });
    if (!response.ok) throw new Error(`the server could not be claimed: ${await response.text()}`);
    this.token = /=([^;]+)/.exec(response.headers.getSetCookie()[0])?.[1];
    return (await this.call('GET', '/api/auth/me')).body.id;
  }

  /**
   * Asks until there is an answer that stands: each time the next replica, with the same key.
   * @param options `key`: Idempotency-Key of a changing call; `signal`: ends the asking
   * @returns `{status, body, sends}`; status 0 when the signal ended it
   */
  async call(method, path, body, { key = randomUUID(), signal } = {}) {
    for (let sends = 1; ; sends += 1) {
      if (signal?.aborted) return { status: 0, body: {}, sends: sends - 1 };
      const answer = await this.send(this.nextReplica(), method, path, body, key);
      if (answer && stands(answer)) return { ...answer, sends };
      await sleep(Math.min(50 * sends, 500));
    }
  }

  /** One attempt on one replica; null without an answer. */
  async send(replica, method, path, body, key) {
    this.open[replica] += 1;
    try {
      const response = await fetch(this.origins[replica] + path, {
        method,
        signal: AbortSignal.timeout(ANSWER_MS),
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(method === 'GET' ? {} : { 'idempotency-key': key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
    } catch {
      return null;
    } finally {
      this.open[replica] -= 1;
    }
  }

  nextReplica() {
    this.turn = (this.turn + 1) % this.origins.length;
    return this.turn;
  }
}

/** Failures of the moment are no answer; neither is that the same call is still under way. */
function stands({ status, body }) {
  return status < 500 && status !== 429 && body.code !== 'idempotency_in_progress';
}
