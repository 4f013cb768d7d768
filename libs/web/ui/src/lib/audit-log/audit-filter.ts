import type { AuditEntryView } from './audit-entry';

/** What entries are narrowed to; null does not narrow. The names are those of the query of the API. */
export interface AuditFilter {
  /** An action, or the beginning of actions when it ends with a dot. */
  action: string | null;
  actorId: string | null;
  resourceType: string | null;
  resourceId: string | null;
  outcome: AuditEntryView['outcome'] | null;
  correlationId: string | null;
  /** The one entry at this place in the chain. */
  sequence: string | null;
  /** Not before this time, ISO 8601. */
  since: string | null;
  /** Before this time, ISO 8601. */
  until: string | null;
  workspaceId: string | null;
}

export const NO_AUDIT_FILTER: AuditFilter = {
  action: null,
  actorId: null,
  resourceType: null,
  resourceId: null,
  outcome: null,
  correlationId: null,
  sequence: null,
  since: null,
  until: null,
  workspaceId: null,
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ID_MAX = 200;

/** Reads a filter from an address. What the API would refuse is left out. */
export function parseAuditFilter(params: Readonly<Record<string, string | undefined>>): AuditFilter {
  const { outcome } = params;
  return {
    action: matching(params['action'], /^[a-z0-9.-]{1,100}$/),
    actorId: matching(params['actorId'], UUID),
    resourceType: matching(params['resourceType'], /^[a-z0-9-]{1,100}$/),
    resourceId: idOf(params['resourceId']),
    outcome: outcome === 'allowed' || outcome === 'refused' ? outcome : null,
    correlationId: idOf(params['correlationId']),
    sequence: matching(params['sequence'], /^[1-9][0-9]{0,17}$/),
    since: timeOf(params['since']),
    until: timeOf(params['until']),
    workspaceId: matching(params['workspaceId'], UUID),
  };
}

/** The part of a filter that narrows, as parameters of a query. */
export function auditQueryOf(filter: AuditFilter): Partial<Record<keyof AuditFilter, string>> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));
}

/** True when two filters narrow to the same entries. */
export function isSameAuditFilter(a: AuditFilter, b: AuditFilter): boolean {
  return (
    JSON.stringify(parseAuditFilter(auditQueryOf(a))) === JSON.stringify(parseAuditFilter(auditQueryOf(b)))
  );
}

/**
 * What somebody typed, as an action to look for. Every action has a dot, so a word without one is the beginning
 * of actions. Null where nothing is left to look for.
 */
export function actionOf(typed: string): string | null {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '')
    .slice(0, 99);
  if (text === '') return null;
  return text.includes('.') ? text : `${text}.`;
}

/** Address of a file with all entries of a filter. */
export function auditExportHref(route: string, format: 'csv' | 'jsonl', filter: AuditFilter): string {
  return `${route}?${new URLSearchParams({ format, ...auditQueryOf(filter) }).toString()}`;
}

/** A moment as a field for date and time takes it: local time, to the minute. */
export function toLocalInput(at: string | null): string {
  if (at === null) return '';
  const moment = new Date(at);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** The moment such a field holds, in UTC; null while it holds none. */
export function fromLocalInput(text: string): string | null {
  const moment = new Date(text);
  return text === '' || Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

function matching(text: string | undefined, pattern: RegExp): string | null {
  return text !== undefined && pattern.test(text) ? text : null;
}

function idOf(text: string | undefined): string | null {
  return matching(text, /^[^\p{Cc}]+$/u)?.slice(0, ID_MAX) ?? null;
}

function timeOf(text: string | undefined): string | null {
  const moment = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(moment) ? null : new Date(moment).toISOString();
}
