import { DomainError } from '@nora/contracts';
import { SealedValues } from '@nora/crypto';
import { SecondFactor, sealContext } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { IsNull, Not, type EntityManager } from 'typeorm';
import { newRecoveryCodes, withoutCode } from './recovery-codes';
import { stepOf } from './totp';

/** What a code was. */
export type CodeKind = 'totp' | 'recovery-code';

/** Checks and uses up the codes of second factors. */
@Injectable()
export class SecondFactors {
  constructor(private readonly sealed: SealedValues) {}

  /** Whether a log-in to the account asks for a code. */
  isOn(manager: EntityManager, userId: string): Promise<boolean> {
    return manager.existsBy(SecondFactor, { userId, confirmedAt: Not(IsNull()) });
  }

  /**
   * Uses up a code in the caller's transaction, which must not be rolled back afterwards. Of two parallel uses of one
   * code one succeeds.
   * @returns what the code was; null when it is not valid, was used before, or the account has no second factor
   */
  async use(manager: EntityManager, userId: string, code: string): Promise<CodeKind | null> {
    const factor = await this.lock(manager, userId);
    if (!factor?.confirmedAt) return null;
    if (await this.useStep(manager, factor, code)) return 'totp';
    const left = withoutCode(this.codesOf(factor), code);
    if (!left) return null;
    await manager.update(SecondFactor, { userId }, { recoveryCodes: this.sealCodes(userId, left) });
    return 'recovery-code';
  }

  /**
   * Keeps a secret that asks for nothing yet, instead of another such one.
   * @throws DomainError `second_factor_enabled`
   */
  async propose(manager: EntityManager, userId: string, secret: string): Promise<void> {
    const rows = await manager.query<unknown[]>(
      `INSERT INTO second_factors (user_id, secret) VALUES ($1, $2)
       ON CONFLICT (user_id) DO UPDATE SET secret = $2, recovery_codes = NULL, last_step = NULL, created_at = now()
         WHERE second_factors.confirmed_at IS NULL
       RETURNING user_id`,
      [userId, this.sealed.seal(secret, sealContext(SecondFactor, 'secret', userId))],
    );
    if (rows.length === 0) throw alreadyOn();
  }

  /**
   * Turns the proposed secret on.
   * @returns recovery codes, which are not shown again; null when the code is not valid
   * @throws DomainError `not_found` when none was proposed, `second_factor_enabled`
   */
  async confirm(manager: EntityManager, userId: string, code: string): Promise<string[] | null> {
    const factor = await this.lock(manager, userId);
    if (!factor) throw new DomainError('not_found', 'No second factor is being set up. Begin again.');
    if (factor.confirmedAt) throw alreadyOn();
    if (!(await this.useStep(manager, factor, code))) return null;
    await manager.update(SecondFactor, { userId }, { confirmedAt: new Date() });
    return this.renewCodes(manager, userId);
  }

  /** Gives the account new recovery codes, which are not shown again. */
  async renewCodes(manager: EntityManager, userId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    await manager.update(SecondFactor, { userId }, { recoveryCodes: this.sealCodes(userId, codes) });
    return codes;
  }

  /** How many recovery codes have not been used. */
  codesLeft(factor: SecondFactor): number {
    return this.codesOf(factor).length;
  }

  /** Parallel uses wait for each other here. */
  private lock(manager: EntityManager, userId: string): Promise<SecondFactor | null> {
    return manager.findOne(SecondFactor, { where: { userId }, lock: { mode: 'pessimistic_write' } });
  }

  /** No time step is taken twice, and none before one that was. */
  private async useStep(manager: EntityManager, factor: SecondFactor, code: string): Promise<boolean> {
    const { userId } = factor;
    const secret = this.sealed.open(factor.secret, sealContext(SecondFactor, 'secret', userId));
    const step = stepOf(secret, code.replace(/\s/g, ''));
    if (step === null) return false;
    const [, count] = await manager.query<[unknown[], number]>(
      `UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND (last_step IS NULL OR last_step < $2)`,
      [userId, step],
    );
    return count === 1;
  }

  private codesOf({ userId, recoveryCodes }: SecondFactor): string[] {
    if (recoveryCodes === null) return [];
    return JSON.parse(
      this.sealed.open(recoveryCodes, sealContext(SecondFactor, 'recoveryCodes', userId)),
    ) as string[];
  }

  private sealCodes(userId: string, codes: string[]): string {
    return this.sealed.seal(JSON.stringify(codes), sealContext(SecondFactor, 'recoveryCodes', userId));
  }
}

function alreadyOn(): DomainError {
  return new DomainError(
    'second_factor_enabled',
    'The account has a second factor. Remove it first to set up another.',
  );
}
