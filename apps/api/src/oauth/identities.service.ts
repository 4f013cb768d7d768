import { DomainError, type OauthProvider } from '@nora/contracts';
import { Identity, Transactions, User, isViolationOf, recordAudit } from '@nora/domain';
import { decodeCursor, pageOf, type Page, type PageQueryDto, type Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { In, MoreThan, Not, type EntityManager } from 'typeorm';
import { auditActorOf } from '../core/audit-actor';
import type { IdentityDto } from './dto/identity.dto';
import { requireVerifiedEmail } from './oauth-flow';
import type { IdentityProvider, ProvenIdentity } from './providers/identity-provider';
import { IdentityProviders } from './providers/identity-providers';

const SORT = 'createdAt';

/** Accounts elsewhere with which an account signs in. */
@Injectable()
export class IdentitiesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly providers: IdentityProviders,
  ) {}

  /** Oldest first. */
  async list(userId: string, { limit, cursor }: PageQueryDto): Promise<Page<IdentityDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.transactions.dataSource.manager.find(Identity, {
      where: { userId, ...(after ? { id: MoreThan(after.id) } : {}) },
      order: { id: 'ASC' },
      take: limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map((row) => this.toDto(row)), nextCursor };
  }

  /** @throws DomainError `not_found`, `conflict` when the account is linked with somebody there */
  async requireUnlinked(userId: string, providerId: string): Promise<void> {
    const { id: provider } = this.providers.get(providerId);
    const linked = await this.transactions.dataSource.manager.existsBy(Identity, { userId, provider });
    if (linked) throw linkedAlready();
  }

  /**
   * Links an account there with the one that is signed in, which the caller has had proven.
   * @throws DomainError `email_unverified`, `identity_taken` when it signs in to another account, `conflict` when this
   * one is linked with somebody else there
   */
  async link(actor: Principal, provider: IdentityProvider, proven: ProvenIdentity): Promise<IdentityDto> {
    const email = requireVerifiedEmail(provider, proven);
    const { userId } = actor;
    try {
      return await this.transactions.run(async (manager) => {
        const { subject } = proven;
        const link = manager.create(Identity, { userId, provider: provider.id, subject, email });
        await manager.insert(Identity, { ...link, lastUsedAt: null });
        await record(manager, actor, 'link', link, { before: null, after: { provider: provider.id, email } });
        const row = await manager.findOneByOrFail(Identity, { id: link.id });
        return this.toDto(row);
      });
    } catch (error) {
      if (isViolationOf(error, 'uq_identities_user_id_provider')) throw linkedAlready(error);
      if (!isViolationOf(error, 'uq_identities_provider_subject')) throw error;
      const message = `This account at ${provider.name} signs in to another account here.`;
      throw new DomainError('identity_taken', message, {}, { cause: error });
    }
  }

  /**
   * Takes a link away, unless the account could not be signed in to any more. Of two at once that would do so together
   * one is refused.
   * @throws DomainError `not_found`, `last_credential`
   */
  async unlink(actor: Principal, id: string): Promise<void> {
    const { userId } = actor;
    await this.transactions.run(async (manager) => {
      const lock = { mode: 'pessimistic_write' as const };
      const user = await manager.findOneOrFail(User, { where: { id: userId }, lock });
      const link = await manager.findOneBy(Identity, { id, userId });
      if (!link) throw new DomainError('not_found', 'There is no such linked account.');
      // One at a provider that is not set up any more signs nobody in.
      const others = { id: Not(id), userId, provider: In(this.providers.ids) };
      if (user.passwordHash === null && !(await manager.existsBy(Identity, others))) {
        const message = 'This is the only way to sign in to your account. Set a password first.';
        throw new DomainError('last_credential', message);
      }
      await manager.delete(Identity, { id });
      const { provider, email } = link;
      await record(manager, actor, 'unlink', link, { before: { provider, email }, after: null });
    });
  }

  private toDto({ id, email, createdAt, lastUsedAt, ...identity }: Identity): IdentityDto {
    const provider = identity.provider as OauthProvider;
    return {
      ...{ id, email, provider, name: this.providers.nameOf(provider) },
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    };
  }
}

function record(
  manager: EntityManager,
  actor: Principal,
  act: 'link' | 'unlink',
  { id }: Identity,
  change: { before: object | null; after: object | null },
): Promise<void> {
  const what = { action: `identity.${act}`, resourceType: 'identity', resourceId: id, workspaceId: null };
  return recordAudit(manager, { actor: auditActorOf(actor), ...what, ...change });
}

function linkedAlready(cause?: unknown): DomainError {
  const message = 'Your account is linked there already. Unlink that first.';
  return new DomainError('conflict', message, {}, { cause });
}
