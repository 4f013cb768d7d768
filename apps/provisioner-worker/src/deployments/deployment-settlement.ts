import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError, type AgentStatus, type ErrorCode } from '@nora/contracts';
import { RuntimeSettings } from '@nora/config';
import { CancelRequestedError, LostClaimError, type Deployment } from '@nora/domain';
import type { Logger } from '@nora/observability';
import { QUEUES, backoffMs, type WorkOutcome } from '@nora/queues';
import { RuntimeFault, type ObservedRuntime } from '@nora/runtime-adapters';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../tokens';
import { applyVersion, forgetAgent, isUp, serve, stopped } from './agent-outcomes';
import { DeploymentClaims, setAgentStatus, type Claim, type Ending } from './deployment-claims';
import type { DeploymentContext } from './deployment-context';
import { endpointsOf } from './endpoints';
import { collectEvidence, redact } from './evidence';
import { messageOf } from './message-of';
import { StepFault } from './step-fault';

/** Brings back the runtime that served before; false when there is none. */
export type BringBack = (context: DeploymentContext) => Promise<boolean>;

const CLEAN: Ending = {
  status: 'succeeded',
  ...{ errorCode: null, errorDetail: null, evidence: null, nextAction: null, exitCode: null },
};
const SETTLING_MS = 30_000;
/** Kinds that replace a runtime which served until then. */
const REPLACED: ReadonlySet<string> = new Set(['redeploy', 'update', 'rollback']);

/** Kinds that bring an agent up. */
const LAUNCHING: ReadonlySet<string> = new Set(['deploy', 'duplicate', 'redeploy', 'start', 'restore']);

/** Writes what became of a deployment and of its agent. */
@Injectable()
export class DeploymentSettlement {
  constructor(
    private readonly claims: DeploymentClaims,
    private readonly settings: RuntimeSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async succeed({ claim, backend, handle }: DeploymentContext): Promise<WorkOutcome> {
    const { agent, version, deployment } = claim;
    const observed = await backend.access.inspect(handle);
    if (agent.desiredState === 'deleted') {
      const keepData = deployment.options.keepData === true;
      await this.claims.finish(claim, CLEAN, (manager, events, row) =>
        forgetAgent(manager, events, row, keepData),
      );
    } else if (deployment.kind === 'rename') {
      await this.claims.finish(claim, CLEAN, async (manager, events, row) => {
        applyVersion(row, version);
        await setAgentStatus(manager, events, row, row.status, row.statusReason);
      });
    } else if (agent.desiredState === 'stopped') {
      await this.claims.finish(claim, CLEAN, (manager, events, row) => {
        applyVersion(row, version);
        return stopped(manager, events, row, null);
      });
    } else {
      const endpoints = await endpointsOf(backend.access, handle);
      await this.claims.finish(claim, { ...CLEAN, image: observed.image }, (manager, events, row) => {
        applyVersion(row, version);
        return serve(manager, events, row, { observed, endpoints, status: 'running', reason: null });
      });
    }
    return { kind: 'succeeded' };
  }

  /** Decides what an error or an early end means. */
  async settle(
    claim: Claim,
    context: DeploymentContext | undefined,
    error: unknown,
    signal: AbortSignal,
    bringBack: BringBack,
  ): Promise<WorkOutcome> {
    if (error instanceof LostClaimError || signal.reason instanceof LostClaimError) return { kind: 'lost' };
    if (signal.reason instanceof CancelRequestedError) return this.cancel(claim, context);
    if (signal.aborted) return this.release(claim, { countFault: false, notBefore: null });
    const { deployment } = claim;
    const trace = cleanOf(error instanceof Error ? (error.stack ?? error.message) : String(error), context);
    this.logger.warn(
      { deploymentId: deployment.id, agentId: deployment.agentId, trace },
      'deployment attempt failed',
    );
    if (!isPermanent(error) && deployment.faults + 1 < QUEUES.deployments.attempts) {
      const wait = backoffMs(QUEUES.deployments, deployment.faults + 1);
      return this.release(claim, { countFault: true, notBefore: new Date(Date.now() + wait) });
    }
    return this.fail(claim, context, error, bringBack);
  }

  private async release(
    claim: Claim,
    options: { countFault: boolean; notBefore: Date | null },
  ): Promise<WorkOutcome> {
    const { id, attempts, notBefore, turn } = await this.claims.release(claim, options);
    return { kind: 'retry', work: { id, attempts, notBefore, turn } };
  }

  private async fail(
    claim: Claim,
    context: DeploymentContext | undefined,
    error: unknown,
    bringBack: BringBack,
  ): Promise<WorkOutcome> {
    const reason = cleanOf(messageOf(error), context).slice(0, 2_000);
    if (claim.deployment.kind === 'force-delete') return this.letGo(claim, reason);
    const ending: Ending = {
      status: 'failed',
      errorCode: codeOf(error),
      errorDetail: reason,
      evidence: context ? await collectEvidence(context.backend, context.handle, context.secrets) : null,
      nextAction: nextActionOf(error),
      exitCode: context ? await exitCodeOf(context) : null,
    };
    if (error instanceof StepFault && error.leavesRuntimeUp && context) {
      await this.finishUp(context, ending, 'warning', reason);
    } else if (context && (await this.recovered(context, bringBack))) {
      await this.finishRecovered(context, ending, reason);
    } else {
      const { kind, before } = claim.deployment;
      // Kept data that could not be removed is kept on: its agent has no credentials, and could do nothing else.
      const status = kind === 'delete' && before?.status === 'deleted' ? 'deleted' : 'failed';
      await this.claims.finish(claim, ending, (manager, events, row) =>
        setAgentStatus(manager, events, row, status, reason.slice(0, 300)),
      );
    }
    return { kind: 'failed', reason };
  }

  /** Whether the runtime that served before could be brought back. */
  private async recovered(context: DeploymentContext, bringBack: BringBack): Promise<boolean> {
    const { deployment, agent } = context.claim;
    const served = deployment.before?.status === 'running' || deployment.before?.status === 'warning';
    if (!REPLACED.has(deployment.kind) || !served || agent.desiredState !== 'running') return false;
    try {
      return await bringBack(context);
    } catch (error) {
      if (error instanceof LostClaimError || context.signal.aborted) throw error;
      this.logger.warn(
        { deploymentId: deployment.id, trace: cleanOf(messageOf(error), context) },
        'the previous runtime could not be brought back',
      );
      return false;
    }
  }

  private async finishRecovered(context: DeploymentContext, ending: Ending, reason: string): Promise<void> {
    const { claim, backend, handle } = context;
    const observed = await backend.access.inspect(handle);
    const endpoints = await endpointsOf(backend.access, handle);
    const told = `The ${claim.deployment.kind} failed, and the previous runtime was brought back: ${reason}`;
    await this.claims.finish(claim, ending, (manager, events, row) =>
      serve(manager, events, row, { observed, endpoints, status: 'warning', reason: told.slice(0, 300) }),
    );
  }

  /** The new version runs, but something is not right. */
  private async finishUp(
    { claim, backend, handle }: DeploymentContext,
    ending: Ending,
    status: AgentStatus,
    reason: string,
  ): Promise<void> {
    const observed = await backend.access.inspect(handle);
    const endpoints = await endpointsOf(backend.access, handle);
    await this.claims.finish(claim, { ...ending, image: observed.image }, (manager, events, row) => {
      applyVersion(row, claim.version);
      return serve(manager, events, row, { observed, endpoints, status, reason: reason.slice(0, 300) });
    });
  }

  /** What could not be removed is removed by the reconciler, once the target answers again. */
  private async letGo(claim: Claim, reason: string): Promise<WorkOutcome> {
    const ending = { ...CLEAN, errorDetail: `Not everything could be removed yet: ${reason}` };
    await this.claims.finish(claim, ending, (manager, events, row) =>
      forgetAgent(manager, events, row, false),
    );
    return { kind: 'succeeded' };
  }

  /** Writes an agent as it is found when its deployment is cancelled. */
  private async cancel(claim: Claim, context: DeploymentContext | undefined): Promise<WorkOutcome> {
    const { deployment, version } = claim;
    const ending: Ending = {
      ...{ ...CLEAN, status: 'cancelled', errorCode: 'cancelled' },
      errorDetail: `The ${deployment.kind} was cancelled.`,
    };
    const finish = (write: Parameters<DeploymentClaims['finish']>[2]) =>
      this.claims.finish(claim, ending, write);
    if (context && (context.progress.stopping || isFirstLaunch(deployment))) await this.awaitStop(context);
    const observed = context && (await this.lookInTime(context));
    if (!context || !observed) {
      const told = 'Its deployment was cancelled while the target did not answer. Start or stop the agent.';
      await finish((manager, events, row) => setAgentStatus(manager, events, row, 'failed', told));
    } else if (!isUp(observed)) {
      const told = `The ${deployment.kind} was cancelled. Start the agent to have it run.`;
      await finish((manager, events, row) => stopped(manager, events, row, told));
    } else if (deployment.before && isUntouched(observed, deployment)) {
      const { desiredState, status, statusReason } = deployment.before;
      await finish((manager, events, row) => {
        row.desiredState = desiredState;
        return setAgentStatus(manager, events, row, status, statusReason);
      });
    } else {
      const endpoints = await endpointsOf(context.backend.access, context.handle);
      const told = `The ${deployment.kind} was cancelled before it was proved that the agent answers.`;
      await finish((manager, events, row) => {
        if (observed.generation === deployment.generation) applyVersion(row, version);
        row.desiredState = 'running';
        return serve(manager, events, row, { observed, endpoints, status: 'warning', reason: told });
      });
    }
    return { kind: 'cancelled' };
  }

  /** A runtime that drains ends whatever becomes of its deployment: what is written must be true then, too. */
  private async awaitStop({ backend, handle }: DeploymentContext): Promise<void> {
    const graceMs = this.settings.stopGraceSeconds * 1_000;
    try {
      await backend.provisioner.stop(handle, graceMs, AbortSignal.timeout(graceMs + SETTLING_MS));
    } catch (error) {
      this.logger.warn(
        { agentId: handle.agentId, error },
        'a runtime did not stop while its deployment was cancelled',
      );
    }
  }

  /** The runtime as it is now; null when the target does not say so in time. */
  private async lookInTime({ backend, handle }: DeploymentContext): Promise<ObservedRuntime | null> {
    const late = sleep(SETTLING_MS, null, { ref: false });
    return Promise.race([backend.access.inspect(handle), late]).catch(() => null);
  }
}

/** Whether a deployment was to bring up an agent that did not serve: calling it off means that it shall not. */
function isFirstLaunch({ kind, before }: Deployment): boolean {
  const served = before?.status === 'running' || before?.status === 'warning';
  return LAUNCHING.has(kind) && !served;
}

/** Whether a runtime runs on as it did before its deployment was taken up. */
function isUntouched({ startedAt }: ObservedRuntime, deployment: Deployment): boolean {
  return startedAt !== null && deployment.startedAt !== null && startedAt < deployment.startedAt;
}

/** Codes of what may be over the next time: the runtime is looked at again, and the rest planned anew. */
const PASSING: readonly ErrorCode[] = ['runtime_unreachable', 'runtime_timeout', 'service_unavailable'];

const isPermanent = (error: unknown): boolean =>
  error instanceof StepFault ||
  error instanceof RuntimeFault ||
  (error instanceof DomainError && !PASSING.includes(error.code));

function codeOf(error: unknown): string {
  if (error instanceof StepFault || error instanceof RuntimeFault) return error.code;
  return error instanceof DomainError ? error.code : 'step_failed';
}

function nextActionOf(error: unknown): string {
  if (error instanceof StepFault || error instanceof RuntimeFault) return error.nextAction;
  return 'Mend the cause named above, then try again.';
}

/** Of a runtime that ended; null when it runs, never was, or cannot be looked at. */
async function exitCodeOf({ backend, handle }: DeploymentContext): Promise<number | null> {
  try {
    return (await backend.access.inspect(handle)).exitCode;
  } catch {
    return null;
  }
}

/** A text about a deployment, without its agent's credentials. */
function cleanOf(text: string, context: DeploymentContext | undefined): string {
  return context ? redact(text, context.secrets) : text;
}
