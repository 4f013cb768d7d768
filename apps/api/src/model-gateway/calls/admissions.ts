import { ModelLedger, type ModelRoute } from '@nora/domain';
import type { Logger } from '@nora/observability';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../../core/logger';
import { ceilingCostOf, modelFacts } from '../../models/pricing';
import type { Caller } from '../callers';
import type { AskedCall } from '../request/asked-call';
import { ceilingOf } from '../request/ceiling';
import type { Refusal } from '../shapes/model-api';
import { refusalOf } from './admission-refusal';
import { bookedAs } from './attempts';
import { chainFor, type Chain } from './chain';

/** What a call may do that was let in. */
export interface Admitted {
  route: ModelRoute;
  chain: Chain;
}

/** Times that a route is looked up anew while an operator changes it. */
const TRIES = 4;

/** Asks the ledger whether a call may be made. */
@Injectable()
export class Admissions {
  constructor(
    private readonly ledger: ModelLedger,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Sets aside what a call may take at most. One that is admitted must be settled.
   * @param startedAt by `performance.now()`
   */
  async admit(
    caller: Caller,
    asked: AskedCall,
    callId: string,
    startedAt: number,
  ): Promise<Admitted | Refusal> {
    let current: Caller | null = caller;
    for (let tries = 0; current && tries < TRIES; tries += 1) {
      const { route } = current;
      const answer = await this.ask(route, asked, callId);
      if ('chain' in answer) return answer;
      if ('code' in answer) {
        this.noteRefusal(route, asked, answer, callId, startedAt);
        return answer;
      }
      current = await current.again();
    }
    return current ? changing() : unknownKey();
  }

  /** @returns null where the route does not hold any more */
  private async ask(
    route: ModelRoute,
    asked: AskedCall,
    callId: string,
  ): Promise<Admitted | Refusal | { stale: true }> {
    const chain = chainFor(route, asked);
    if (!Array.isArray(chain)) return chain;
    try {
      const admission = await this.ledger.reserve({
        ...{ callId, route, choice: bookedAs(chain[0]), shape: asked.api.shape, streamed: asked.streamed },
        ...ceilingFor(chain, asked),
      });
      if (admission.is === 'admitted') return { route, chain };
      return admission.is === 'stale' ? { stale: true } : refusalOf(admission, new Date());
    } catch (error) {
      this.logger.error({ error, agentId: route.agentId }, 'a call of a model could not be admitted');
      const message = 'Nora cannot say now whether this call may be made. Ask again in a moment.';
      return { status: 503, code: 'ledger_unavailable', message };
    }
  }

  private noteRefusal(
    route: ModelRoute,
    asked: AskedCall,
    { status, code }: Refusal,
    callId: string,
    startedAt: number,
  ): void {
    const { providerId, kind, model } = route.choices[0];
    this.ledger.refused({
      ...{ callId, route, choice: { providerId, kind, model }, shape: asked.api.shape },
      ...{ streamed: asked.streamed, status, errorCode: code },
      latencyMs: Math.round(performance.now() - startedAt),
    });
  }
}

/** The most that a call can take, whoever of those that are asked answers it. */
function ceilingFor(chain: Chain, asked: AskedCall): { tokens: number; costUsd: string | null } {
  let tokens = 0;
  let costUsd: string | null = null;
  for (const { choice, model, price } of chain) {
    const ceiling = ceilingOf(asked, modelFacts(choice.kind, model).contextWindow);
    tokens = Math.max(tokens, ceiling.inputTokens + ceiling.outputTokens);
    const cost = price && ceilingCostOf(price, ceiling);
    if (cost !== null && (costUsd === null || Number(cost) > Number(costUsd))) costUsd = cost;
  }
  return { tokens, costUsd };
}

/** What is presented is no key, or not from where its agent is. */
export function unknownKey(): Refusal {
  const message = 'Present the model key of a living agent, from where that agent runs.';
  return { status: 401, code: 'invalid_key', message };
}

function changing(): Refusal {
  const message = 'The model of this agent is being changed. Ask again in a moment.';
  return { status: 503, code: 'changing', message };
}
