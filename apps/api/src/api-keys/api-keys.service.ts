import { DomainError } from '@nora/contracts';
import { API_KEY_PREFIX_LENGTH, newApiKey } from '@nora/crypto';
import { ApiKey, Transactions, recordAudit } from '@nora/domain';
import {
  decodeCursor,
  pageOf,
  validationFailed,
  type Page,
  type PageQueryDto,
  type WorkspaceActor,
} from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../core/audit-actor';
import { ApiKeyCredentials } from './api-key-credentials';
import { toApiKeyDto } from './api-keys.mapper';
import { ApiKeysRepository } from './api-keys.repository';
import type { ApiKeyDto, CreatedApiKeyDto } from './dto/api-key.dto';
import type { CreateApiKeyDto } from './dto/create-api-key.dto';

const SORT = '-createdAt';

/** Issues, renames and revokes the API keys of a workspace. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: ApiKeysRepository,
    private readonly credentials: ApiKeyCredentials,
  ) {}

  /** Newest first, revoked and expired ones too. */
  async list(workspaceId: string, { limit, cursor }: PageQueryDto): Promise<Page<ApiKeyDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.keys.list(workspaceId, after?.id ?? null, limit + 1);
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map(toApiKeyDto), nextCursor };
  }

  /** @throws DomainError `validation_failed` when it would have expired already */
  async create(actor: WorkspaceActor, body: CreateApiKeyDto): Promise<CreatedApiKeyDto> {
    const key = newApiKey();
    const { workspaceId, userId: issuerId } = actor;
    const facts = {
      name: body.name,
      scopes: body.scopes,
      allowedCidrs: [...new Set(body.allowedCidrs ?? [])],
      expiresAt: futureTime(body.expiresAt ?? null),
    };
    const id = await this.transactions.run(async (manager) => {
      const row = manager.create(ApiKey, {
        ...{ workspaceId, issuerId, ...facts },
        prefix: key.slice(0, API_KEY_PREFIX_LENGTH),
        keyHash: this.credentials.hash(key),
      });
      await manager.insert(ApiKey, row);
      await this.record(manager, actor, 'create', row.id, { before: null, after: facts });
      return row.id;
    });
    return { apiKey: await this.get(workspaceId, id), key };
  }

  /** @throws DomainError `not_found` */
  async rename(actor: WorkspaceActor, keyId: string, name: string): Promise<ApiKeyDto> {
    const { workspaceId } = actor;
    await this.transactions.run(async (manager) => {
      const key = await lock(manager, workspaceId, keyId);
      await manager.update(ApiKey, { id: keyId }, { name });
      await this.record(manager, actor, 'rename', keyId, { before: { name: key.name }, after: { name } });
    });
    return this.get(workspaceId, keyId);
  }

  /**
   * Ends a key at once, its open streams within a second; one that has ended stays as it is.
   * @throws DomainError `not_found`
   */
  async revoke(actor: WorkspaceActor, keyId: string): Promise<void> {
    await this.transactions.run(async (manager) => {
      const key = await lock(manager, actor.workspaceId, keyId);
      if (key.revokedAt) return;
      const revokedAt = new Date();
      await manager.update(ApiKey, { id: keyId }, { revokedAt });
      await this.record(manager, actor, 'revoke', keyId, {
        before: { name: key.name, revokedAt: null },
        after: { name: key.name, revokedAt },
      });
    });
  }

  private async get(workspaceId: string, keyId: string): Promise<ApiKeyDto> {
    const row = await this.keys.find(workspaceId, keyId);
    if (!row) throw notFound();
    return toApiKeyDto(row);
  }

  private record(
    manager: EntityManager,
    actor: WorkspaceActor,
    act: 'create' | 'rename' | 'revoke',
    resourceId: string,
    change: { before: object | null; after: object },
  ): Promise<void> {
    const { workspaceId } = actor;
    const what = { action: `api-key.${act}`, resourceType: 'api-key', resourceId, workspaceId };
    return recordAudit(manager, { actor: auditActorOf(actor), ...what, ...change });
  }
}

async function lock(manager: EntityManager, workspaceId: string, id: string): Promise<ApiKey> {
  const key = await manager.findOne(ApiKey, {
    where: { id, workspaceId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!key) throw notFound();
  return key;
}

function futureTime(text: string | null): Date | null {
  if (text === null) return null;
  const time = new Date(text);
  if (time.getTime() > Date.now()) return time;
  throw validationFailed([
    { path: 'expiresAt', code: 'not_in_future', message: 'expiresAt must be in the future.' },
  ]);
}

function notFound(): DomainError {
  return new DomainError('not_found', 'There is no such API key in this workspace.');
}
