import { AgentCredential, sealContext } from '@nora/domain';
import type { Member, TestApi } from './test-api';
import { newAgent } from './test-access';

/** Settings with which an API may call providers on this machine. */
export const LOCAL_PROVIDERS = { OUTBOUND_ALLOWED_CIDRS: '127.0.0.0/8' };

/** A provider as it is set up. */
export interface SceneProvider {
  kind: string;
  baseUrl: string;
  apiKey: string;
  model?: string;
}

/** Agents of one workspace that call their models through an API. */
export class ModelScene {
  private constructor(
    private readonly api: TestApi,
    readonly owner: Member,
  ) {}

  static async open(api: TestApi): Promise<ModelScene> {
    return new ModelScene(api, await api.member());
  }

  /** @returns the id of the provider */
  async provider({ kind, baseUrl, apiKey, model = 'gpt-x' }: SceneProvider): Promise<string> {
    const name = `Provider ${Math.random().toString(36).slice(2)}`;
    const wanted = { name, kind, baseUrl, apiKey, defaultModel: model, skipTest: true };
    const { body } = await this.owner.client.post(
      `/api/workspaces/${this.owner.workspaceId}/providers`,
      wanted,
    );
    return idOf(body);
  }

  /** A new agent, bound to these in order. */
  async agent(...choices: { providerId: string | null; model: string }[]): Promise<SceneAgent> {
    const { owner, api } = this;
    const name = `Agent ${Math.random().toString(36).slice(2)}`;
    const made = await owner.client.post(`/api/workspaces/${owner.workspaceId}/agents`, newAgent(name));
    const agentId = idOf((made.body as { agent?: object }).agent ?? made.body);
    const agent = { agentId, key: await this.keyOf(agentId) };
    const [bound, ...fallbacks] = choices;
    if (bound) await this.bind(agentId, { ...bound, fallbacks });
    return { ...agent, call: (path, body, more) => call(api.runtimeUrl, agent.key, path, body, more) };
  }

  async bind(agentId: string, binding: object): Promise<void> {
    const { status, body } = await this.owner.client.put(`/api/agents/${agentId}/model`, binding);
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  /** Rows of an agent's calls, once there are so many. */
  async booked(agentId: string, count = 1): Promise<BookedCall[]> {
    for (let tries = 0; ; tries += 1) {
      const rows = await this.api.dataSource.query<BookedCall[]>(
        'SELECT * FROM model_calls WHERE agent_id = $1 ORDER BY at, id',
        [agentId],
      );
      if (rows.length >= count) return rows;
      if (tries === 100) throw new Error(`${rows.length} calls were booked, not ${count}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The model key of an agent, as its runtime gets it. */
  async keyOf(agentId: string): Promise<string> {
    const { modelKey } = await this.api.dataSource.manager.findOneByOrFail(AgentCredential, { agentId });
    return this.api.sealed.open(modelKey, sealContext(AgentCredential, 'modelKey', agentId));
  }
}

/** A row of `model_calls`. */
export type BookedCall = Record<string, unknown> & { id: string; outcome: string; cost_usd: string | null };

/** An agent and what it says to its model. */
export interface SceneAgent {
  agentId: string;
  key: string;
  call(path: string, body: object | string, more?: RequestInit): Promise<Response>;
}

/** Calls a model as a runtime does. */
export function call(
  runtimeUrl: string,
  key: string,
  path: string,
  body: object | string,
  { headers, ...more }: RequestInit = {},
): Promise<Response> {
  return fetch(`${runtimeUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });
}

function idOf(body: object): string {
  if ('id' in body && typeof body.id === 'string') return body.id;
  throw new Error(JSON.stringify(body));
}
