import { decodeCursor, pageOf, type Page } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { AuditEntryDto } from './audit.dto';
import type { ListPlatformAuditQueryDto } from './audit-filter.dto';
import { AuditRepository } from './audit.repository';

const SORT = '-id';

/** Shows the audit log. Reading it page by page is not recorded: every look would lengthen what is looked at. */
@Injectable()
export class AuditService {
  constructor(private readonly entries: AuditRepository) {}

  /** Entries, newest first. @throws DomainError `validation_failed` when the cursor is not of this list */
  async list({ limit, cursor, ...filter }: ListPlatformAuditQueryDto): Promise<Page<AuditEntryDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.entries.list(filter, after?.id ?? null, limit + 1);
    return pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
  }
}
