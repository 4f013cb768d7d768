import type { StepName } from '@nora/contracts';
import { RuntimeSettings } from '@nora/config';
import { renderBootstrap } from '@nora/runtime-contract';
import type { Progress, RuntimeNetwork } from '@nora/runtime-adapters';
import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtimeSecretsOf } from './agent-secrets';
import { credentialsMissing } from './credentials-missing';
import type { DeploymentContext } from './deployment-context';
import { FirstQuestion } from './first-question';
import { RuntimeProbe } from './runtime-probe';
import { StepFault } from './step-fault';

const POLL_MS = 500;

/** Steps a plan may hold; `recover` is what the executor does when a plan failed. */
export type PlannedStep = Exclude<StepName, 'recover'>;

/** Performs one named step; each may be performed again after a crash. */
@Injectable()
export class DeploymentSteps {
  constructor(
    private readonly settings: RuntimeSettings,
    private readonly probe: RuntimeProbe,
    private readonly question: FirstQuestion,
  ) {}

  /** @returns what the step found or did, for a person; null when there is nothing to say */
  async perform(step: PlannedStep, context: DeploymentContext, progress: Progress): Promise<string | null> {
    const { backend, spec, handle, signal } = context;
    const { provisioner } = backend;
    switch (step) {
      case 'image':
        await provisioner.ensureImage(spec, progress, signal);
        return null;
      case 'storage':
        await provisioner.ensureStorage(spec, signal);
        return null;
      case 'network':
        await provisioner.ensureNetwork(spec, signal);
        return null;
      case 'stop':
        progress('waiting for the turn in progress to end');
        await provisioner.stop(handle, this.settings.stopGraceSeconds * 1_000, signal);
        return null;
      case 'create':
        await provisioner.ensureRuntime(spec, signal);
        return null;
      case 'inject':
        return this.inject(context);
      case 'start':
        await provisioner.start(handle, signal);
        return null;
      case 'ready':
        return this.awaitReady(context, progress);
      case 'verify':
        return this.question.ask(context, progress);
      case 'import':
        return this.importState(context, progress);
      case 'amend':
        await provisioner.amend(spec, signal);
        return 'limits and network are as asked for again';
      case 'remove':
        await provisioner.remove(handle, { keepState: true }, signal);
        return 'runtime removed; its data is kept';
      case 'cleanup':
        await provisioner.remove(handle, { keepState: false }, signal);
        return 'runtime, storage and network removed';
    }
  }

  private async importState(
    { backend, handle, claim, signal }: DeploymentContext,
    progress: Progress,
  ): Promise<string> {
    const { source } = claim.deployment.options;
    if (!source) throw new Error('there is nothing to import from');
    const from = backend.access.handleFor(source.agentId);
    const { storagePresent } = await backend.access.inspect(from);
    if (!storagePresent) {
      throw new StepFault(
        'source_missing',
        'The agent this one is duplicated from has no storage any more.',
        'Delete this agent, or redeploy it to begin with an empty state.',
      );
    }
    await backend.provisioner.copyState(from, handle, source.scope, progress, signal);
    return source.scope === 'files' ? 'workspace files copied' : 'everything the source knows was copied';
  }

  private async inject({ backend, spec, handle, secrets, claim, signal }: DeploymentContext): Promise<null> {
    if (!secrets) throw credentialsMissing();
    const network: RuntimeNetwork = await backend.provisioner.ensureNetwork(spec, signal);
    const files = renderBootstrap({
      agentId: claim.agent.id,
      agentName: claim.agent.name,
      target: claim.agent.deployTarget,
      listen: network.listen,
      noraUrl: network.noraUrl,
      controlPlaneAddresses: network.controlPlaneAddresses,
      secrets: runtimeSecretsOf(secrets),
      model: secrets.model,
      variables: secrets.variables,
    });
    await backend.provisioner.inject(handle, files, signal);
    return null;
  }

  private async awaitReady(
    { backend, handle, signal }: DeploymentContext,
    progress: Progress,
  ): Promise<string> {
    const begun = Date.now();
    const deadline = begun + this.settings.readyTimeoutSeconds * 1_000;
    let last = '';
    while (Date.now() < deadline) {
      signal.throwIfAborted();
      const observed = await backend.access.inspect(handle);
      if (observed.state !== 'running') {
        throw new StepFault(
          'runtime_exited',
          `The runtime ended before it was ready (exit code ${observed.exitCode ?? 'unknown'}).`,
          'Read the log below, then redeploy.',
        );
      }
      const sidecar = await backend.access.endpoint(handle, 'sidecar');
      const state = await this.probe.gatewayState(sidecar, signal);
      if (state === 'ready') return `ready after ${Math.round((Date.now() - begun) / 1_000)} s`;
      if (state !== last) progress(state === 'unreachable' ? 'runtime is coming up' : `gateway is ${state}`);
      last = state;
      await sleep(POLL_MS, undefined, { signal });
    }
    throw new StepFault(
      'ready_timeout',
      `The gateway did not become ready within ${this.settings.readyTimeoutSeconds} s.`,
      'Read the log below. On a slow or busy host give it more CPU and memory, then redeploy.',
    );
  }
}
