import { AUDIT_ENTRY_COLUMNS, type AuditEntryView } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PlatformAuditFilterDto } from './audit-filter.dto';

/** Finds audit entries. What a filter leaves out is not narrowed. */
@Injectable()
export class AuditRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Newest first. Ids are time-ordered, so they stand for the time.
   * @param beforeId id of the last entry of the page before
   */
  list(filter: PlatformAuditFilterDto, beforeId: string | null, limit: number): Promise<AuditEntryView[]> {
    const conditions = conditionsOf(filter);
    if (beforeId !== null) conditions.add('e.id < ?::uuid', beforeId);
    return this.dataSource.query<AuditEntryView[]>(
      `SELECT ${AUDIT_ENTRY_COLUMNS} FROM audit_entries e ${conditions.where()}
       ORDER BY e.id DESC LIMIT ${conditions.parameter(limit)}`,
      conditions.parameters,
    );
  }

  /** Chained entries after one and up to another, in the order of the chain. */
  chained(
    filter: PlatformAuditFilterDto,
    after: string,
    upTo: string,
    limit: number,
  ): Promise<AuditEntryView[]> {
    const conditions = conditionsOf(filter);
    conditions.add('e.sequence > ?::bigint', after);
    conditions.add('e.sequence <= ?::bigint', upTo);
    return this.dataSource.query<AuditEntryView[]>(
      `SELECT ${AUDIT_ENTRY_COLUMNS} FROM audit_entries e ${conditions.where()}
       ORDER BY e.sequence LIMIT ${conditions.parameter(limit)}`,
      conditions.parameters,
    );
  }
}

/** Conditions with their parameters; an absent one costs the planner nothing. */
class Conditions {
  readonly parameters: unknown[] = [];
  private readonly texts: string[] = [];

  /** @param text one `?` for each time the value is meant */
  add(text: string, value: unknown): void {
    const place = this.parameter(value);
    this.texts.push(text.replaceAll('?', place));
  }

  parameter(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  where(): string {
    return this.texts.length === 0 ? '' : `WHERE ${this.texts.join(' AND ')}`;
  }
}

/** Ids are made by the API, times by the database: their clocks are taken to be within a day of each other. */
const CLOCKS_APART_MS = 86_400_000;

function conditionsOf(filter: PlatformAuditFilterDto): Conditions {
  const { action, since, until } = filter;
  const conditions = new Conditions();
  const equal = {
    'e.workspace_id': filter.workspaceId,
    'e.resource_type': filter.resourceType,
    'e.resource_id': filter.resourceId,
    'e.outcome': filter.outcome,
    'e.correlation_id': filter.correlationId,
    'e.sequence': filter.sequence,
  };
  for (const [column, value] of Object.entries(equal)) {
    if (value !== undefined) conditions.add(`${column} = ?`, value);
  }
  if (filter.actorId) conditions.add('(e.actor_id = ?::uuid OR e.on_behalf_of_id = ?::uuid)', filter.actorId);
  if (action?.endsWith('.')) conditions.add(`starts_with(e.action, ?)`, action);
  else if (action) conditions.add('e.action = ?', action);
  if (since) {
    conditions.add('e.created_at >= ?::timestamptz', new Date(since).toISOString());
    conditions.add('e.id >= ?::uuid', firstIdAt(Date.parse(since) - CLOCKS_APART_MS));
  }
  if (until) {
    conditions.add('e.created_at < ?::timestamptz', new Date(until).toISOString());
    conditions.add('e.id < ?::uuid', firstIdAt(Date.parse(until) + CLOCKS_APART_MS));
  }
  return conditions;
}

/** The lowest UUID of version 7 of a moment (RFC 9562), so that an index on ids narrows by time. */
function firstIdAt(milliseconds: number): string {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
