import { HttpSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import { SecondFactor, Transactions, recordAudit } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { lockOwnAccount } from '../account/own-account';
import { auditActorOf } from '../core/audit-actor';
import { SessionsService } from '../sessions/sessions.service';
import { invalidCode } from './invalid-code';
import type { RecoveryCodesDto, SecondFactorDto, SecondFactorSetupDto } from './dto/second-factor.dto';
import { SecondFactors } from './second-factors';
import { newTotpSecret, totpUri } from './totp';

type Act = 'begin' | 'enable' | 'renew-codes' | 'remove';

/** What an account does with its second factor. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly transactions: Transactions,
    private readonly factors: SecondFactors,
    private readonly sessions: SessionsService,
    private readonly http: HttpSettings,
  ) {}

  async of(userId: string): Promise<SecondFactorDto> {
    const factor = await this.transactions.dataSource.manager.findOneBy(SecondFactor, { userId });
    if (!factor?.confirmedAt) return { enabled: false, recoveryCodesLeft: 0, confirmedAt: null };
    const recoveryCodesLeft = this.factors.codesLeft(factor);
    return { enabled: true, recoveryCodesLeft, confirmedAt: factor.confirmedAt.toISOString() };
  }

  /**
   * Makes a secret that asks for nothing yet.
   * @throws DomainError `second_factor_enabled`
   */
  async begin(actor: Principal): Promise<SecondFactorSetupDto> {
    const secret = newTotpSecret();
    await this.transactions.run(async (manager) => {
      await lockOwnAccount(manager, actor.userId);
      await this.factors.propose(manager, actor.userId, secret);
      await record(manager, actor, 'begin');
    });
    return { secret, uri: totpUri(secret, `Nora (${new URL(this.http.publicUrl).host})`, actor.email) };
  }

  /**
   * Turns it on, and ends every other session: none stays that did not give it.
   * @throws DomainError `second_factor_invalid`, `second_factor_enabled`, `not_found` when it was not begun
   */
  confirm(actor: Principal, code: string): Promise<RecoveryCodesDto> {
    const { userId, credential } = actor;
    return this.withCode(actor, 'enable', async (manager) => {
      const recoveryCodes = await this.factors.confirm(manager, userId, code);
      if (!recoveryCodes) return null;
      const sessionsEnded = await this.sessions.revokeOf(manager, userId, { except: credential.id });
      const change = { before: { enabled: false }, after: { enabled: true } };
      await record(manager, actor, 'enable', { ...change, details: { sessionsEnded } });
      return { recoveryCodes };
    });
  }

  /** @throws DomainError `second_factor_invalid`, `not_found` */
  renewRecoveryCodes(actor: Principal, code: string): Promise<RecoveryCodesDto> {
    return this.withCode(actor, 'renew-codes', async (manager) => {
      await this.requireOn(manager, actor.userId);
      const provenBy = await this.factors.use(manager, actor.userId, code);
      if (!provenBy) return null;
      const recoveryCodes = await this.factors.renewCodes(manager, actor.userId);
      await record(manager, actor, 'renew-codes', { details: { provenBy } });
      return { recoveryCodes };
    });
  }

  /** @throws DomainError `second_factor_invalid`, `not_found` */
  async remove(actor: Principal, code: string): Promise<void> {
    const { userId } = actor;
    await this.withCode(actor, 'remove', async (manager) => {
      await this.requireOn(manager, userId);
      const provenBy = await this.factors.use(manager, userId, code);
      if (!provenBy) return null;
      await manager.delete(SecondFactor, { userId });
      const change = { before: { enabled: true }, after: { enabled: false } };
      await record(manager, actor, 'remove', { ...change, details: { provenBy } });
      return { provenBy };
    });
  }

  /** What a wrong code leaves is committed: its trace. */
  private async withCode<T>(
    actor: Principal,
    act: Act,
    work: (manager: EntityManager) => Promise<T | null>,
  ): Promise<T> {
    const done = await this.transactions.run(async (manager) => {
      await lockOwnAccount(manager, actor.userId);
      const result = await work(manager);
      if (result === null) await record(manager, actor, act, { outcome: 'refused' });
      return result;
    });
    if (done === null) throw invalidCode();
    return done;
  }

  private async requireOn(manager: EntityManager, userId: string): Promise<void> {
    if (await this.factors.isOn(manager, userId)) return;
    throw new DomainError('not_found', 'The account has no second factor.');
  }
}

function record(
  manager: EntityManager,
  actor: Principal,
  act: Act,
  facts: { outcome?: 'refused'; details?: object; before?: object; after?: object } = {},
): Promise<void> {
  return recordAudit(manager, {
    ...{ actor: auditActorOf(actor), action: `second-factor.${act}` },
    ...{ resourceType: 'user', resourceId: actor.userId, workspaceId: null },
    ...facts,
  });
}
