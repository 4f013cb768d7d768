import { MODEL_PROVIDER_KINDS } from '@nora/contracts';
import { VERIFY_SESSION_PREFIX, type RuntimeModel } from '@nora/runtime-contract';
import type { Progress } from '@nora/runtime-adapters';
import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentialsMissing } from './credentials-missing';
import type { DeploymentContext } from './deployment-context';
import { messageOf } from './message-of';
import { ModelSilence } from './model-silence';
import { RuntimeProbe, TurnRefusedError } from './runtime-probe';
import { StepFault } from './step-fault';

const ATTEMPTS = 3;
const PAUSE_MS = 3_000;
/** The gateway books a call a moment after it has answered it. */
const BOOKED_MS = 500;
/** Between the clock of this worker and that of the gateway. */
const CLOCKS_MS = 5_000;

/** Asks an agent that has just come up a first question. */
@Injectable()
export class FirstQuestion {
  constructor(
    private readonly probe: RuntimeProbe,
    private readonly silence: ModelSilence,
  ) {}

  /**
   * An agent that Nora itself keeps from its model is fine: it answers as soon as it may.
   * @returns what it answered, or why it was not asked, for a person
   * @throws StepFault `model_unanswered` in the words of who runs the model
   */
  async ask(context: DeploymentContext, progress: Progress): Promise<string> {
    const { secrets, claim, signal } = context;
    if (!secrets) throw credentialsMissing();
    const isThroughNora = secrets.model.delivery === 'gateway';
    const stop = isThroughNora ? await this.silence.stopOf(claim.agent) : null;
    if (stop !== null) return unasked(stop);
    progress('asking the agent a first question');
    const since = new Date(Date.now() - CLOCKS_MS);
    let first: unknown;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return `the agent answered: ${await this.turn(context, secrets.gatewayToken)}`;
      } catch (error) {
        signal.throwIfAborted();
        // After one refusal a runtime may not even ask any more, so that the later ones tell nothing.
        first ??= error;
        if (isThroughNora) await sleep(BOOKED_MS, undefined, { signal });
        const refusal = isThroughNora ? await this.silence.refusalSince(claim.agent, since) : null;
        if (refusal !== null) return unasked(refusal);
        if (attempt === ATTEMPTS || isFinal(error)) throw unanswered(secrets.model, first);
        progress(`no answer yet, asking again (${attempt} of ${ATTEMPTS})`);
        await sleep(PAUSE_MS, undefined, { signal });
      }
    }
  }

  private async turn({ backend, handle, claim, signal }: DeploymentContext, token: string): Promise<string> {
    const gateway = await backend.access.endpoint(handle, 'gateway');
    return this.probe.turn(gateway, token, `${VERIFY_SESSION_PREFIX}${claim.deployment.id}`, signal);
  }
}

function unasked(why: string): string {
  return `the runtime is up; its model was not asked, because ${why}`;
}

/** Whether asking again would be answered alike. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof TurnRefusedError)) return false;
  return error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429;
}

function unanswered(model: RuntimeModel, error: unknown): StepFault {
  const whose =
    model.kind === 'demo'
      ? 'its demo model'
      : `its model (${model.model} of ${MODEL_PROVIDER_KINDS[model.kind].label})`;
  return new StepFault(
    'model_unanswered',
    `The runtime is up, but ${whose} did not answer a question: ${messageOf(error)}`,
    'Look at the agent’s model, and test its provider. Another model takes effect without a redeployment; then restart the agent.',
    true,
    { cause: error },
  );
}
