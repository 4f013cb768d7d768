import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Models that it lists. */
export const LISTED = ['small-1', 'large-2'] as const;

/** Somebody who runs models, as OpenAI does it; takes no key but those it knows. */
export class TestModelProvider {
  /** What it was asked, with the key that came along. */
  readonly asked: { path: string; key: string }[] = [];
  private readonly keys: Set<string>;
  private readonly server = createServer((request, response) => this.answer(request, response));

  private constructor(keys: readonly string[]) {
    this.keys = new Set(keys);
  }

  static async start(...keys: string[]): Promise<TestModelProvider> {
    const provider = new TestModelProvider(keys);
    await new Promise<void>((resolve) => provider.server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  /** As it is given to Nora. */
  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** From now on it takes no other. */
  takeOnly(key: string): void {
    this.keys.clear();
    this.keys.add(key);
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private answer({ headers, url = '' }: IncomingMessage, response: ServerResponse): void {
    const key = headers.authorization?.replace(/^Bearer /, '') ?? '';
    this.asked.push({ path: url, key });
    const known = this.keys.has(key);
    const body = known
      ? { object: 'list', data: LISTED.map((id) => ({ id, object: 'model' })) }
      : { error: { message: 'No such key.', type: 'invalid_request_error', code: 'invalid_api_key' } };
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }
}
