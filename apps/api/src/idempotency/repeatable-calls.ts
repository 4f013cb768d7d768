import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError, type Problem, type ProblemExtra } from '@nora/contracts';
import { currentIdempotentCall, withIdempotentCall, type IdempotentEffect } from '@nora/domain';
import { problemOf, toDomainError } from '@nora/http-kit';
import { currentCorrelationId, type Logger } from '@nora/observability';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../core/logger';
import { IdempotencyStore, type CallKey } from './idempotency.store';

/** How long the repetition of a call waits for the answer of the first. */
const WAIT_MS = 2_000;
/** The same when it is certain that the first was carried out, and only its answer is missing. */
const ANSWER_WAIT_MS = 500;
const POLL_MS = 50;

/** What a call answers: a body, or a problem document when the status says so. */
export interface Answer {
  status: number;
  body: object | null;
}

/** A call that may be repeated. */
export interface RepeatableCall extends CallKey {
  carryOut(): Promise<Answer>;
  /** Makes the answer again from what was written, when it was lost. */
  rebuild(effect: IdempotentEffect): Promise<Answer>;
}

/** Carries out calls once, however often they are made. */
@Injectable()
export class RepeatableCalls {
  constructor(
    private readonly store: IdempotencyStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * The answer of a call: of this one, or of an earlier one with the same key.
   * @throws DomainError `idempotency_mismatch`, `idempotency_in_progress`, and whatever is no answer to keep
   */
  async answer(call: RepeatableCall): Promise<Answer & { replayed: boolean }> {
    for (const began = Date.now(); ; await sleep(POLL_MS)) {
      const ownerToken = await this.store.claim(call);
      if (ownerToken) return { ...(await this.carryOut(call, ownerToken)), replayed: false };
      const known = await this.store.find(call);
      if (!known) continue;
      if (known.fingerprint !== call.fingerprint) throw mismatch();
      if (known.status !== null) return { status: known.status, body: known.answer, replayed: true };
      const waited = Date.now() - began;
      if (known.effect && (known.lapsed || waited >= ANSWER_WAIT_MS)) {
        return { ...(await this.rebuild(call, known.effect)), replayed: true };
      }
      if (waited >= WAIT_MS) throw inProgress();
    }
  }

  /**
   * A part of a call that commits on its own: repeated with the call, it is not carried out again.
   * @param name of the part within the call
   */
  async part(
    name: string,
    work: () => Promise<Required<IdempotentEffect>>,
  ): Promise<Required<IdempotentEffect>> {
    const call = currentIdempotentCall();
    if (!call) return work();
    const { principalId, key } = call;
    const { status, body } = await this.answer({
      // No caller's key holds a space.
      ...{ principalId, key: `${key} ${name}`, fingerprint: 'part' },
      carryOut: () => answerOf(200, work),
      rebuild: (effect) => Promise.resolve({ status: 200, body: effect }),
    });
    if (status >= 400) throw refusalOf(body);
    return body as Required<IdempotentEffect>;
  }

  private async carryOut(call: RepeatableCall, ownerToken: string): Promise<Answer> {
    const { principalId, key } = call;
    let answer: Answer;
    try {
      answer = await withIdempotentCall({ principalId, key, ownerToken }, () => call.carryOut());
    } catch (error) {
      await this.unlessItFails(() => this.store.release(call, ownerToken));
      throw error;
    }
    await this.unlessItFails(() => this.store.settleOwn(call, ownerToken, answer.status, answer.body));
    return answer;
  }

  private async rebuild(call: RepeatableCall, effect: IdempotentEffect): Promise<Answer> {
    const answer = await call.rebuild(effect);
    await this.unlessItFails(() => this.store.settle(call, answer.status, answer.body));
    return answer;
  }

  /** What was done is done: that it could not be noted down must not turn into a failure of the call. */
  private async unlessItFails(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.logger.warn({ error }, 'the answer of a repeatable call could not be kept');
    }
  }
}

/**
 * What a piece of work answers, refusals included.
 * @throws what is no answer to keep: failures, and refusals that hold for a moment only
 */
export async function answerOf(status: number, work: () => Promise<unknown>): Promise<Answer> {
  try {
    return { status, body: (await work()) ?? null };
  } catch (error) {
    const refusal = toDomainError(error);
    const passing = refusal.status >= 500 || refusal.status === 429;
    if (passing || refusal.code === 'idempotency_in_progress') throw error;
    return { status: refusal.status, body: problemOf(refusal, currentCorrelationId() ?? '') };
  }
}

/** Members of a problem document that go with the code; a new one has to be named here. */
const EXTRA: Readonly<Record<keyof ProblemExtra, true>> = {
  errors: true,
  deploymentId: true,
  challenge: true,
  workspaces: true,
  agents: true,
};

/** The refusal that a kept problem document tells of. */
export function refusalOf(body: object | null): DomainError {
  const { code, detail } = body as Problem;
  const extra: ProblemExtra = Object.fromEntries(
    Object.entries(body ?? {}).filter(([name]) => name in EXTRA),
  );
  return new DomainError(code, detail, extra);
}

function mismatch(): DomainError {
  return new DomainError(
    'idempotency_mismatch',
    'This Idempotency-Key was used for another request within 24 hours. Use a new key for a new request.',
  );
}

function inProgress(): DomainError {
  return new DomainError(
    'idempotency_in_progress',
    'The same request is still under way. Ask again in a moment with the same key.',
  );
}
