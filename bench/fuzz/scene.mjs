// Everybody who calls the API in the fuzz run, each with data of their own, made through the API itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { URLSearchParams } from 'node:url';

const PASSWORD = 'eleven patient otters read';
const READY_MS = 60_000;
const AGENT = {
  ...{ runtimeFamily: 'openclaw', deployTarget: 'simulated', sandboxProfile: 'standard', provider: 'demo' },
  resources: { vcpu: 1, ramMb: 2048 },
};
const SCOPES = [
  ...['agents:read', 'agents:write', 'workspaces:read', 'monitoring:read'],
  ...['integrations:read', 'integrations:write'],
];
const PROVIDER = { kind: 'openai', name: 'Fuzz', apiKey: 'sk-fuzz', defaultModel: 'gpt-x', skipTest: true };
const BUDGET = { name: 'Fuzz', unit: 'usd', amount: '25', period: 'day' };

/** The roles, in the order they are played. */
export const ROLES = [
  ...['anonymous', 'viewer', 'editor', 'admin', 'owner', 'stranger', 'platform-admin', 'api-key'],
];

/** Makes scenes on one server. */
export class Scenes {
  #origin;
  #count = 0;
  #platformAdmin = null;
  #fleetBudget = null;

  constructor(origin) {
    this.#origin = origin;
  }

  /**
   * Claims the server: the claimer plays the platform admin. What only they can make is made now: once they were
   * played, they may have signed themselves out.
   */
  async claim() {
    const account = { email: 'platform@example.com', password: PASSWORD, name: 'Platform' };
    this.#platformAdmin = await this.#signedIn('/api/auth/claim', account);
    const budget = { ...BUDGET, enabled: false };
    this.#fleetBudget = await this.#call(this.#platformAdmin, 'POST', '/api/admin/budgets', budget);
  }

  /**
   * A workspace with agents, members, invitations, keys, a provider of models and budgets, and the credential with
   * which a role looks at it.
   * @returns `{ token, known }`: the bearer, null for nobody; and values for path parameters that lead somewhere
   */
  async open(role) {
    const owner = await this.#account('owner');
    const workspaceId = await this.#workspaceOf(owner);
    const path = `/api/workspaces/${workspaceId}`;
    const made = [];
    for (const name of ['First', 'Second']) {
      made.push(await this.#call(owner, 'POST', `${path}/agents`, { ...AGENT, name }));
    }
    const members = {};
    for (const name of ['viewer', 'editor', 'admin']) members[name] = await this.#member(owner, path, name);
    const { invitation } = await this.#call(owner, 'POST', `${path}/invitations`, {
      ...{ email: `nobody-${this.#count}@example.com`, role: 'viewer' },
    });
    const key = await this.#call(owner, 'POST', `${path}/api-keys`, { name: 'Fuzz', scopes: SCOPES });
    const provider = await this.#call(owner, 'POST', `${path}/providers`, PROVIDER);
    const price = await this.#call(owner, 'POST', `${path}/model-prices`, {
      ...{ providerId: provider.id, model: 'gpt-x', inputPerMillion: '1', outputPerMillion: '2' },
    });
    const budgets = [
      await this.#call(owner, 'POST', `${path}/budgets`, BUDGET),
      await this.#call(owner, 'POST', `${path}/budgets`, { ...BUDGET, agentId: made[0].agent.id }),
      this.#fleetBudget,
    ];
    for (const { deployment } of made) await this.#settled(owner, deployment.id);
    const actors = { ...members, owner, 'platform-admin': this.#platformAdmin };
    const actor = actors[role] ?? (role === 'stranger' ? await this.#account('stranger') : null);
    return {
      token: role === 'api-key' ? key.key : (actor?.token ?? null),
      known: {
        workspaceId: [workspaceId],
        tenantId: [workspaceId],
        agentId: made.map(({ agent }) => agent.id),
        deploymentId: made.map(({ deployment }) => deployment.id),
        userId: Object.values(members).map(({ id }) => id),
        invitationId: [invitation.id],
        keyId: [key.apiKey.id],
        providerId: [provider.id],
        priceId: [price.id],
        budgetId: budgets.map(({ id }) => id),
        queue: ['deployments', 'backups'],
        provider: ['oidc', 'github'],
        number: ['1'],
      },
    };
  }

  async #member(owner, path, role) {
    const account = await this.#account(role);
    const { url } = await this.#call(owner, 'POST', `${path}/invitations`, { email: account.email, role });
    const token = new URLSearchParams(new URL(url).hash.slice(1)).get('token');
    await this.#call(account, 'POST', '/api/invitations/accept', { token });
    return account;
  }

  #account(name) {
    this.#count += 1;
    const email = `${name}-${this.#count}@example.com`;
    return this.#signedIn('/api/auth/sign-up', { email, password: PASSWORD, name });
  }

  async #signedIn(path, body) {
    const response = await this.#send(null, 'POST', path, body);
    const { id } = await response.json();
    const token = /=([^;]+)/.exec(response.headers.getSetCookie()[0])?.[1];
    return { id, email: body.email, token };
  }

  async #workspaceOf(account) {
    const { items } = await this.#call(account, 'GET', '/api/workspaces');
    return items[0].id;
  }

  async #settled(account, deploymentId) {
    const deadline = Date.now() + READY_MS;
    while (Date.now() < deadline) {
      const { status } = await this.#call(account, 'GET', `/api/deployments/${deploymentId}`);
      if (status !== 'queued' && status !== 'running') return;
      await sleep(100);
    }
    throw new Error(`deployment ${deploymentId} did not end within ${READY_MS / 1_000} s`);
  }

  async #call(account, method, path, body) {
    return (await this.#send(account, method, path, body)).json().catch(() => ({}));
  }

  async #send(account, method, path, body) {
    const response = await fetch(this.#origin + path, {
      method,
      headers: {
        ...(account ? { authorization: `Bearer ${account.token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response;
  }
}
