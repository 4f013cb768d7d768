// Requests at a fixed rate, whether those before are answered or not, each sent exactly once.
import { randomUUID } from 'node:crypto';
import { clearInterval, setInterval } from 'node:timers';
import { Agent, fetch } from 'undici';

const ANSWER_MS = 20_000;

export class Load {
  /** @param scene `origin` of the edge, `token` of a session, `workspaceId`, and `perSecond`, the rate */
  constructor(scene) {
    this.scene = scene;
    this.sent = 0;
    this.changes = [];
    this.agents = [];
    this.failures = [];
    this.milliseconds = [];
    this.open = new Set();
    this.client = new Agent({ connections: 64, pipelining: 1 });
  }

  start() {
    const begun = performance.now();
    this.timer = setInterval(() => {
      const due = ((performance.now() - begun) / 1_000) * this.scene.perSecond;
      while (this.sent < due) this.send(this.next());
    }, 5);
  }

  /** Sends nothing more, and resolves when everything is answered. */
  async stop() {
    clearInterval(this.timer);
    await Promise.all(this.open);
    await this.client.close();
  }

  /** Of a hundred requests, 79 read, 20 change the workspace, and one deploys an agent. */
  next() {
    const { workspaceId } = this.scene;
    const at = this.sent % 100;
    this.sent += 1;
    const workspace = `/api/workspaces/${workspaceId}`;
    if (at === 50)
      return { method: 'POST', path: `${workspace}/agents`, body: agentNamed(`Agent ${this.sent}`) };
    if (at % 5 === 0) {
      return { method: 'PATCH', path: workspace, body: { name: `Change ${this.sent}` }, change: this.sent };
    }
    return { method: 'GET', path: at % 2 === 0 ? `${workspace}/agents?limit=50` : '/api/auth/me' };
  }

  send(request) {
    const asked = this.answer(request).finally(() => this.open.delete(asked));
    this.open.add(asked);
  }

  async answer({ method, path, body, change }) {
    const begun = performance.now();
    try {
      const response = await fetch(this.scene.origin + path, {
        method,
        dispatcher: this.client,
        signal: AbortSignal.timeout(ANSWER_MS),
        headers: {
          authorization: `Bearer ${this.scene.token}`,
          ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 200)}`);
      if (change) this.changes.push(change);
      if (method === 'POST') this.agents.push(JSON.parse(text).agent.id);
      this.milliseconds.push(performance.now() - begun);
    } catch (error) {
      const why = [error.message, error.cause?.message].filter(Boolean).join(': ');
      this.failures.push(`${new Date().toISOString()} ${method} ${path}: ${why}`);
    }
  }
}

function agentNamed(name) {
  return {
    ...{ name, runtimeFamily: 'openclaw', deployTarget: 'simulated', sandboxProfile: 'standard' },
    ...{ provider: 'demo', resources: { vcpu: 1, ramMb: 2048 } },
  };
}
