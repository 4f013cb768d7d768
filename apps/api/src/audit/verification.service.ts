import { Transactions, fingerprintOf, recordAudit, verifyChain } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../core/audit-actor';
import { AuditLog } from './audit-log';
import type { AuditKeyDto, AuditVerificationDto } from './verification.dto';

/** Verifies the audit log where it lies. */
@Injectable()
export class VerificationService {
  constructor(
    private readonly log: AuditLog,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Walks the whole chain, and records what was found.
   * @param signal its reason is thrown when it aborts
   */
  async verify(actor: Principal, signal: AbortSignal): Promise<AuditVerificationDto> {
    const { keys, chain } = this.log;
    await chain.chainPending();
    const { keyId } = await keys.signer();
    const found = await verifyChain(this.transactions.dataSource, (key) => keys.isGenuine(key), signal);
    const { ok, checked, lastSequence, fault } = found;
    await this.transactions.run((manager) =>
      recordAudit(manager, {
        ...{ actor: auditActorOf(actor), action: 'audit.verify', resourceType: 'audit', resourceId: null },
        ...{
          workspaceId: null,
          details: { ok, checked, lastSequence, faultAt: fault?.sequence, fault: fault?.message },
        },
      }),
    );
    return { ...found, keyId };
  }

  /** The public half of the key; the key is made when there is none yet. */
  async key(): Promise<AuditKeyDto> {
    const { keyId, publicKey } = await this.log.keys.signer();
    return { keyId, publicKey, fingerprint: fingerprintOf(publicKey) };
  }
}
