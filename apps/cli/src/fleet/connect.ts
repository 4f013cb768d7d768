import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../system/errors';
import type { CallOptions, FleetApi } from './fleet-api';
import type { FleetPlace } from './make-plan';

const PAGE = '200';
const TRIES = 4;

class Refusal extends CliError {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail, { 401: 4, 403: 5, 404: 6, 409: 7 }[status] ?? 1);
  }
}

class DirectApi implements FleetApi {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async list<T>(path: string, query: Record<string, string> = {}): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: T[]; nextCursor: string | null } = await this.call('GET', path, {
        query: { ...query, limit: PAGE, ...(cursor === null ? {} : { cursor }) },
      });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  async call<T>(
    method: string,
    path: string,
    { query = {}, body, idempotencyKey }: CallOptions = {},
  ): Promise<T> {
    const url = new URL(path, this.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch((error: unknown) => {
        throw new CliError(`${this.url} cannot be reached`, 8, { cause: error });
      });
      const text = await response.text();
      const answer = (text === '' ? {} : JSON.parse(text)) as T & { code: string; detail: string };
      if (response.ok) return answer;
      if (response.status === 429 && tries < TRIES) {
        await sleep(Number(response.headers.get('retry-after') ?? 1) * 1000);
        continue;
      }
      throw new Refusal(response.status, answer.code, answer.detail);
    }
  }
}

export async function connect(reference: string | undefined): Promise<FleetPlace> {
  const { NORA_URL = '', NORA_TOKEN = '' } = process.env;
  const api = new DirectApi(NORA_URL, NORA_TOKEN);
  const workspaces = await api.list<{ id: string; slug: string; name: string }>('/api/workspaces');
  const found =
    reference === undefined
      ? workspaces[0]
      : workspaces.find((one) => [one.slug, one.id].includes(reference));
  if (!found) throw new CliError(`no workspace ${String(reference)}`, 6);
  const userId = NORA_TOKEN.startsWith('nora_')
    ? null
    : (await api.call<{ id: string }>('GET', '/api/auth/me')).id;
  return { api, workspace: { id: found.id, slug: found.slug, name: found.name }, userId };
}
