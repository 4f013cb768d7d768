import { ScheduleSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import {
  Agent,
  LostClaimError,
  RunClaims,
  ShutdownError,
  actorOfRun,
  findActiveDeployment,
  recordAudit,
  type RunClaim,
  type RunEnding,
} from '@nora/domain';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AgentSecretsReader } from '../deployments/agent-secrets';
import { RUNTIME_BACKENDS, type RuntimeBackends } from '../deployments/deployment-context';
import { PromptTurn, type Prompt } from './prompt-turn';
import { refusedAs, requireRight, switchOff } from './run-rights';
import { hasWaitedEnough } from './waiting';

const BUSY_SECONDS = 5;
/** Characters of an answer that are kept. */
const ANSWER_KEPT = 20_000;

/** Runs that tell an agent something. A prompt is sent once: when it is not known what became of it, the run has failed. */
@Injectable()
export class PromptRuns {
  constructor(
    private readonly claims: RunClaims,
    private readonly dataSource: DataSource,
    private readonly secrets: AgentSecretsReader,
    @Inject(RUNTIME_BACKENDS) private readonly backends: RuntimeBackends,
    private readonly turn: PromptTurn,
    private readonly settings: ScheduleSettings,
  ) {}

  async carryOut(claim: RunClaim, signal: AbortSignal): Promise<void> {
    const { run } = claim;
    if (run.sessionKey !== null) return this.end(claim, INTERRUPTED);
    try {
      const prompt = await this.prepare(claim);
      if (!prompt) return await this.claims.release(claim, BUSY_SECONDS);
      await this.begin(claim, prompt);
      await this.end(claim, await this.ask(prompt, signal));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.claims.finish(claim, async (manager) => {
        if (error.code === 'forbidden') await switchOff(manager, claim, error.message);
        return refusedAs('failed', error);
      });
    }
  }

  /** Null while the agent is busy becoming what it should be. */
  private async prepare({ run, schedule }: RunClaim): Promise<Prompt | null> {
    const { manager } = this.dataSource;
    const agent = await manager.findOneByOrFail(Agent, { id: schedule.agentId });
    if (agent.status !== 'running' && agent.status !== 'warning') {
      const busy = await findActiveDeployment(manager, agent.id);
      if (busy && agent.desiredState === 'running' && !hasWaitedEnough(run)) return null;
      throw new DomainError('agent_not_running', `The agent was ${agent.status}.`);
    }
    const backend = this.backends.get(agent.deployTarget);
    const secrets = await this.secrets.read(agent.id);
    if (!backend || !secrets) throw new DomainError('agent_not_running', 'The agent cannot be reached.');
    const handle = backend.access.handleFor(agent.id);
    return {
      gateway: await backend.access.endpoint(handle, 'gateway'),
      gatewayToken: secrets.gatewayToken,
      // As the runtime writes it itself, so that the conversation is found in the list of those.
      sessionKey: `agent:main:nora:schedule:${run.id}`,
      message: run.prompt ?? '',
    };
  }

  private begin(claim: RunClaim, { sessionKey, message }: Prompt): Promise<void> {
    const { run, schedule } = claim;
    const { workspaceId, agentId } = schedule;
    return this.claims.begin(claim, { sessionKey }, async (manager) => {
      await requireRight(manager, claim);
      await recordAudit(manager, {
        actor: actorOfRun(claim),
        ...{ action: 'schedule.run', resourceType: 'schedule', resourceId: schedule.id, workspaceId },
        details: {
          agentId,
          runId: run.id,
          does: 'prompt',
          conversation: sessionKey,
          characters: message.length,
        },
      });
    });
  }

  private async ask(prompt: Prompt, signal: AbortSignal): Promise<RunEnding> {
    const { promptMinutes } = this.settings;
    const deadline = AbortSignal.timeout(promptMinutes * 60_000);
    try {
      const answer = await this.turn.ask(prompt, AbortSignal.any([signal, deadline]));
      const cut = answer.length > ANSWER_KEPT;
      return { status: 'succeeded', answer: cut ? `${answer.slice(0, ANSWER_KEPT)}…` : answer };
    } catch (error) {
      if (signal.aborted) return abortedBy(signal.reason);
      if (!deadline.aborted) throw error;
      const errorDetail = `The agent did not answer within ${promptMinutes} minutes.`;
      return { status: 'failed', errorCode: 'runtime_timeout', errorDetail };
    }
  }

  private async end(claim: RunClaim, ending: RunEnding): Promise<void> {
    await this.claims.finish(claim, () => Promise.resolve(ending));
  }
}

const INTERRUPTED: RunEnding = {
  status: 'failed',
  errorCode: 'interrupted',
  errorDetail: 'The worker stopped in the middle. The agent may have been told; it is not told twice.',
};

/** @throws LostClaimError, and whatever else it was aborted by */
function abortedBy(reason: unknown): RunEnding {
  if (reason instanceof ShutdownError) return INTERRUPTED;
  throw reason instanceof LostClaimError ? reason : new Error('the run was called off', { cause: reason });
}
