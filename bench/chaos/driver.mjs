// Keeps a fleet of agents and asks for everything that can be asked of them.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const SELECTION = {
  ...{ runtimeFamily: 'openclaw', deployTarget: 'simulated', sandboxProfile: 'standard', provider: 'demo' },
};
/** How often each operation is chosen among those that are possible. */
const WEIGHTS = {
  ...{ start: 5, stop: 3, restart: 3, redeploy: 3, update: 3, rollback: 2, rename: 2, restore: 3 },
  ...{ delete: 1.5, 'force-delete': 0.5 },
};
/** The same while a deployment is in flight; mostly it is left alone. */
const IN_FLIGHT = { leave: 100, cancel: 3, 'force-delete': 0.5 };
const REPEATED = 0.15;
const RETRIED = 0.3;
/** What requests at hand have to be answered once nothing is broken any more. */
const LAST_ANSWERS_MS = 4_000;

/** Asks through several lanes; of one agent only one lane asks at a time, so that it is known what it was asked last. */
export class Driver {
  constructor({ api, journal, random, workspaces, fleetSize, lanes }) {
    Object.assign(this, { api, journal, random, workspaces, fleetSize, lanes });
    /** Agents that exist, or may. */
    this.fleet = new Set();
    this.busy = new Set();
    this.making = 0;
    this.names = 0;
    this.stopping = false;
    this.patience = new AbortController();
  }

  start() {
    this.running = Array.from({ length: this.lanes }, () => this.lane(this.random.fork()));
  }

  /** Whether there are as many agents as there should be. */
  get full() {
    return this.fleet.size >= this.fleetSize;
  }

  /** Asks nothing more; resolves once every request at hand is answered, or given up. */
  async stop() {
    this.stopping = true;
    const timer = setTimeout(() => this.patience.abort(), LAST_ANSWERS_MS);
    await Promise.all(this.running);
    timer.close();
  }

  async lane(random) {
    while (!this.stopping) {
      await this.step(random);
      await sleep(random.integer(40, 260));
    }
  }

  async step(random) {
    if (this.fleet.size + this.making < this.fleetSize) {
      const source = random.chance(0.35) ? this.pickIdle(random) : null;
      if (source) await this.withAgent(source, () => this.duplicate(random, source));
      else await this.deploy(random);
      return;
    }
    const agentId = this.pickIdle(random);
    if (agentId) await this.withAgent(agentId, () => this.operate(random, agentId));
  }

  pickIdle(random) {
    const idle = [...this.fleet].filter((agentId) => !this.busy.has(agentId));
    return idle.length > 0 ? random.pick(idle) : null;
  }

  async withAgent(agentId, act) {
    this.busy.add(agentId);
    try {
      await act();
    } finally {
      this.busy.delete(agentId);
    }
  }

  async deploy(random) {
    const path = `/api/workspaces/${random.pick(this.workspaces)}/agents`;
    const body = { name: this.nextName(), ...SELECTION, resources: { ...shape(random), diskGb: null } };
    await this.make(random, { kind: 'deploy', agentId: null, name: body.name }, path, body);
  }

  async duplicate(random, source) {
    const body = { name: this.nextName(), scope: random.pick(['config', 'files', 'memory']) };
    const request = { kind: 'duplicate', agentId: null, source, name: body.name, scope: body.scope };
    await this.make(random, request, `/api/agents/${source}/duplicate`, body);
  }

  async make(random, request, path, body) {
    this.making += 1;
    const entry = await this.ask(random, request, 'POST', path, body);
    this.making -= 1;
    if (entry.deploymentId) this.fleet.add(entry.agentId);
  }

  async operate(random, agentId) {
    const found = await this.api.call('GET', `/api/agents/${agentId}`, undefined, {
      signal: this.patience.signal,
    });
    if (found.status === 404) this.fleet.delete(agentId);
    if (found.status !== 200) return;
    const agent = found.body;
    const { activeDeploymentId } = agent;
    if (activeDeploymentId) {
      const choice = random.weighted(IN_FLIGHT);
      if (choice === 'cancel') {
        const path = `/api/deployments/${activeDeploymentId}/cancel`;
        await this.ask(random, { kind: 'cancel', agentId }, 'POST', path);
      } else if (choice === 'force-delete') {
        await this.operation(random, agent, choice);
      }
      return;
    }
    if (random.chance(RETRIED) && (await this.retry(random, agentId))) return;
    const possible = agent.allowedOperations.filter((name) => name in WEIGHTS);
    if (possible.length === 0) return;
    const weights = Object.fromEntries(possible.map((name) => [name, WEIGHTS[name]]));
    await this.operation(random, agent, random.weighted(weights));
  }

  /** Tries what was asked last again, when it failed or was called off. */
  async retry(random, agentId) {
    const last = this.journal.accepted.findLast((request) => request.agentId === agentId);
    const { signal } = this.patience;
    const path = `/api/deployments/${last?.deploymentId}`;
    const found = last && (await this.api.call('GET', path, undefined, { signal }));
    if (!found?.body.retryable) return false;
    await this.ask(random, { kind: 'retry', agentId }, 'POST', `${path}/retry`);
    return true;
  }

  async operation(random, { id: agentId, currentVersion }, kind) {
    const path = `/api/agents/${agentId}`;
    const request = { kind, agentId };
    const ask = (method, where = path, body = undefined, more = {}) =>
      this.ask(random, { ...request, ...more }, method, where, body);
    switch (kind) {
      case 'update': {
        const resources = shape(random);
        return ask('PATCH', path, { resources }, { resources });
      }
      case 'rename': {
        const name = this.nextName();
        return ask('PATCH', path, { name }, { name });
      }
      case 'rollback': {
        const version = random.integer(1, Math.max(1, currentVersion - 1));
        return ask('POST', `${path}/rollback`, { version }, { version });
      }
      case 'delete': {
        const keepData = random.chance(0.3);
        return ask('DELETE', `${path}?keepData=${keepData}`, undefined, { keepData });
      }
      case 'force-delete':
        return ask('DELETE', `${path}?force=true`);
      default:
        return ask('POST', `${path}/${kind}`);
    }
  }

  /** Asks until there is an answer, and now and then once more with the same key. */
  async ask(random, request, method, path, body) {
    const key = randomUUID();
    const { signal } = this.patience;
    const entry = this.journal.asked({ ...request, key });
    const answer = await this.api.call(method, path, body, { key, signal });
    const { deployment, agent, code = null } = answer.body;
    Object.assign(entry, { status: answer.status, code, sends: answer.sends, answeredAt: Date.now() });
    if (answer.status === 200 || answer.status === 202) {
      entry.deploymentId = deployment.id;
      entry.agentId ??= agent.id;
      if (random.chance(REPEATED)) await this.repeat(entry, method, path, body, key);
    } else if (answer.status !== 404 && answer.status !== 409 && answer.status !== 0) {
      this.journal.oddities.push({ ...entry, body: answer.body });
    }
    return entry;
  }

  async repeat(entry, method, path, body, key) {
    const again = await this.api.call(method, path, body, { key, signal: this.patience.signal });
    if (again.status === 0) return;
    entry.repeated = true;
    if (again.status === entry.status && again.body.deployment?.id === entry.deploymentId) return;
    const { status, body: given } = again;
    this.journal.oddities.push({
      ...entry,
      what: 'a repeated request was answered otherwise',
      status,
      body: given,
    });
  }

  nextName() {
    return `agent ${(this.names += 1)}`;
  }
}

const shape = (random) => ({
  vcpu: random.pick([0.5, 1, 1.5, 2]),
  ramMb: random.pick([1536, 2048, 3072, 4096]),
});
