import { DomainError } from '@nora/contracts';
import { decodeCursor, pageOf, type Page, type PageQueryDto } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { ProviderDto } from './dto/provider.dto';
import { toProviderDto } from './providers.mapper';
import { ProvidersRepository } from './providers.repository';

const SORT = 'createdAt';

/** Shows the providers of a workspace. */
@Injectable()
export class ProvidersReader {
  constructor(private readonly providers: ProvidersRepository) {}

  /** In the order in which they were made. */
  async list(workspaceId: string, { limit, cursor }: PageQueryDto): Promise<Page<ProviderDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.providers.list(workspaceId, after?.id ?? null, limit + 1);
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map(toProviderDto), nextCursor };
  }

  /** @throws DomainError `not_found` */
  async get(workspaceId: string, providerId: string): Promise<ProviderDto> {
    const row = await this.providers.find(workspaceId, providerId);
    if (!row) throw noSuchProvider();
    return toProviderDto(row);
  }
}

/** The refusal when the workspace does not have it. */
export function noSuchProvider(): DomainError {
  return new DomainError('not_found', 'There is no such provider in this workspace.');
}
