// The same container without Nora: created, configured, started, and asked until its gateway is ready.
import { randomBytes, randomUUID } from 'node:crypto';
import { until } from '../support/processes.mjs';
import { RESOURCES } from './deployed.mjs';

const READY_MS = 600_000;
const PROBE_PAUSE_MS = 200;
const PROBE_MS = 5_000;
const STOP_GRACE_SECONDS = 60;

export class Baseline {
  static async open({ image, noraUrl, source }, cleanup) {
    const engine = await source.DockerEngine.find();
    const installationId = `bench-${randomBytes(4).toString('hex')}`;
    const label = { [source.LABELS.installation]: installationId };
    cleanup.defer(() => engine.removeAllOf(installationId));
    await engine.docker.createNetwork({ Name: installationId, Labels: label });
    return new Baseline({ docker: engine.docker, source, image, noraUrl, installationId, label });
  }

  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Runs a container and removes it again. @returns milliseconds until it was started and until it was ready */
  async run(signal) {
    const agentId = randomUUID();
    const name = this.source.objectName(this.installationId, agentId);
    const archive = await this.source.homeArchive(this.#files(agentId));
    const options = this.#options(agentId);
    const begun = performance.now();
    const since = () => Math.round(performance.now() - begun);
    try {
      await this.docker.createVolume({ Name: name, Labels: this.label });
      const container = await this.docker.createContainer(options);
      await container.putArchive(archive, { path: this.source.CONTAINER_HOME });
      await container.start();
      const startedMs = since();
      await until('the gateway is ready', () => this.#isReady(container, signal), READY_MS, PROBE_PAUSE_MS);
      return { startedMs, readyMs: since() };
    } finally {
      await this.docker.getContainer(name).remove({ force: true, v: true });
      await this.docker.getVolume(name).remove();
    }
  }

  #options(agentId) {
    const options = this.source.containerOptions({
      spec: { agentId, workspaceId: agentId, generation: 1, specHash: 'bench', resources: RESOURCES },
      ...{ installationId: this.installationId, image: this.image, joined: false },
      stopGraceSeconds: STOP_GRACE_SECONDS,
    });
    return { ...options, HostConfig: { ...options.HostConfig, NetworkMode: this.installationId } };
  }

  #files(agentId) {
    const token = () => randomBytes(32).toString('base64url');
    const { SIDECAR_PORT: sidecar, OPENCLAW_GATEWAY_PORT: gateway } = this.source;
    return this.source.renderBootstrap({
      ...{ agentId, agentName: 'Measured by hand', target: 'docker', noraUrl: this.noraUrl },
      listen: { bind: 'lan', ports: { sidecar, gateway } },
      controlPlaneAddresses: ['127.0.0.1'],
      secrets: { sidecarToken: token(), gatewayToken: token(), modelKey: token() },
    });
  }

  /** The same questions that Nora asks, and the same answer it waits for. */
  async #isReady(container, signal) {
    signal.throwIfAborted();
    const { State, RestartCount, NetworkSettings } = await container.inspect();
    if (!State.Running || RestartCount > 0) {
      const log = await container.logs({ stdout: true, stderr: true, tail: 20 });
      throw new Error(`the container ended with exit code ${State.ExitCode}: ${log.toString()}`);
    }
    const [{ HostPort }] = NetworkSettings.Ports[`${this.source.SIDECAR_PORT}/tcp`];
    try {
      const response = await fetch(`http://127.0.0.1:${HostPort}/health`, {
        signal: AbortSignal.timeout(PROBE_MS),
      });
      return (await response.json()).gateway === 'ready';
    } catch {
      return false;
    }
  }
}
