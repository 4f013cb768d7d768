// An agent deployed through a whole instance of Nora on Docker, step by step.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nora, up } from '../support/instance.mjs';
import { NoraApi } from '../support/nora-api.mjs';
import { until } from '../support/processes.mjs';
import { fromSource } from '../support/source.mjs';

const DEPLOY_MS = 900_000;
const READY_SECONDS = 600;
const DELETE_MS = 120_000;
const LOOK_MS = 500;
/** What every run asks for. */
export const RESOURCES = { vcpu: 2, ramMb: 2048, diskGb: null };

export class DeployedByNora {
  #agents = new Set();
  #number = 0;

  static async open(directory, cleanup) {
    const source = await fromSource(cleanup, [
      './apps/cli/src/system/docker-engine.ts',
      './libs/server/runtime-adapters/src/docker/container-spec.ts',
      './libs/server/runtime-adapters/src/docker/home-archive.ts',
      './libs/server/runtime-adapters/src/docker/names.ts',
      '@nora/runtime-contract',
    ]);
    const engine = await source.DockerEngine.find();
    if (engine === null) throw new Error('no Docker engine answers');
    // A busy machine makes both sides slow; that is no reason to give one of them up.
    process.env.RUNTIME_READY_TIMEOUT_SECONDS ??= String(READY_SECONDS);
    const { status } = await up(directory, 'docker');
    const kept = (name) => JSON.parse(readFileSync(join(directory, name), 'utf8'));
    const { claimToken, installationId } = kept('secrets.json');
    cleanup.defer(() => engine.removeAllOf(installationId));
    const api = new NoraApi([`http://127.0.0.1:${new URL(status.url).port}`]);
    await api.claim(claimToken);
    const workspaceId = (await api.call('GET', '/api/workspaces')).body.items[0].id;
    const listener = `http://${await engine.hostAddress()}:${kept('ports.json').runtimeListener}`;
    return new DeployedByNora({ directory, source, engine, api, workspaceId, installationId, listener });
  }

  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Deploys once unmeasured. @returns what a container by hand needs to be the same */
  async warmUp(signal) {
    const { agentId } = await this.#deploy(signal);
    const name = this.source.objectName(this.installationId, agentId);
    const { Config } = await this.engine.docker.getContainer(name).inspect();
    await this.#remove(agentId, signal);
    return { image: Config.Image, noraUrl: this.listener };
  }

  /** Deploys an agent and removes it again. @returns milliseconds until it was ready, and of every step */
  async run(signal) {
    const { agentId, sentAt, deployment } = await this.#deploy(signal);
    await this.#remove(agentId, signal);
    const at = (time) => new Date(time).getTime();
    const steps = deployment.steps.filter(({ state }) => state === 'succeeded');
    const ready = steps.find(({ name }) => name === 'ready');
    return {
      readyMs: at(ready.finishedAt) - sentAt,
      stepsMs: {
        'until picked up': at(deployment.startedAt) - sentAt,
        ...Object.fromEntries(
          steps.map(({ name, startedAt, finishedAt }) => [name, at(finishedAt) - at(startedAt)]),
        ),
      },
    };
  }

  /** Removes what an interruption left, and ends the instance. */
  async close() {
    const ending = AbortSignal.timeout(DELETE_MS);
    for (const agentId of this.#agents)
      await this.#remove(agentId, ending, '?force=true').catch(() => undefined);
    await nora('down', '--data', this.directory);
  }

  async #deploy(signal) {
    this.#number += 1;
    const path = `/api/workspaces/${this.workspaceId}/agents`;
    const selection = {
      runtimeFamily: 'openclaw',
      deployTarget: 'docker',
      sandboxProfile: 'standard',
      provider: 'demo',
    };
    const body = { name: `Measured ${this.#number}`, ...selection, resources: RESOURCES };
    const sentAt = Date.now();
    const answer = await this.api.call('POST', path, body);
    if (answer.status !== 202) throw new Error(`the request was refused: ${JSON.stringify(answer.body)}`);
    const agentId = answer.body.agent.id;
    this.#agents.add(agentId);
    const deployment = await this.#ended(answer.body.deployment.id, DEPLOY_MS, signal);
    if (deployment.status === 'succeeded') return { agentId, sentAt, deployment };
    throw new Error(`the deployment ${deployment.status}: ${JSON.stringify(deployment.error)}`);
  }

  async #remove(agentId, signal, query = '') {
    const answer = await this.api.call('DELETE', `/api/agents/${agentId}${query}`);
    if (answer.status !== 202) throw new Error(`the deletion was refused: ${JSON.stringify(answer.body)}`);
    await this.#ended(answer.body.deployment.id, DELETE_MS, signal);
    this.#agents.delete(agentId);
  }

  #ended(deploymentId, withinMs, signal) {
    const look = async () => {
      signal.throwIfAborted();
      const { body } = await this.api.call('GET', `/api/deployments/${deploymentId}`);
      return ['queued', 'running'].includes(body.status) ? null : body;
    };
    return until('a deployment has ended', look, withinMs, LOOK_MS);
  }
}
