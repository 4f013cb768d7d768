import { Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';

import {
  type AuditFilter,
  NO_AUDIT_FILTER,
  actionOf,
  fromLocalInput,
  isSameAuditFilter,
  toLocalInput,
} from './audit-filter';

const HOUR_MS = 3_600_000;
const SPANS = [
  { label: 'Last hour', hours: 1 },
  { label: 'Last 24 hours', hours: 24 },
  { label: 'Last 7 days', hours: 168 },
  { label: 'Last 30 days', hours: 720 },
] as const;

/** Narrowings that are taken from an entry, with the word that is shown while they hold. */
const TAKEN = [
  { key: 'actorId', word: 'Actor' },
  { key: 'resourceType', word: 'Resource' },
  { key: 'resourceId', word: 'Resource id' },
  { key: 'correlationId', word: 'Request' },
  { key: 'sequence', word: 'Sequence' },
] as const satisfies readonly { key: keyof AuditFilter; word: string }[];

/** The bar above the audit log: action, outcome, workspace, time, and what was taken from an entry. */
@Component({
  selector: 'nora-audit-filters',
  imports: [MatButton, MatIcon],
  templateUrl: './audit-filters.html',
  styleUrl: './audit-filters.scss',
})
export class AuditFilters {
  readonly filter = input.required<AuditFilter>();
  /** Actions that are known to occur, as suggestions. */
  readonly actions = input.required<readonly string[]>();
  /** Names of workspaces by id. */
  readonly workspaceNames = input.required<ReadonlyMap<string, string> | null>();
  readonly filtered = output<AuditFilter>();

  protected readonly spans = SPANS;
  protected readonly since = computed(() => toLocalInput(this.filter().since));
  protected readonly until = computed(() => toLocalInput(this.filter().until));
  protected readonly narrows = computed(() => !isSameAuditFilter(this.filter(), NO_AUDIT_FILTER));
  /** By name. The one that is chosen is among them, even when nobody knows what it is called. */
  protected readonly workspaces = computed(() => {
    const names = this.workspaceNames();
    if (names === null) return null;
    const { workspaceId } = this.filter();
    const unknown = workspaceId !== null && !names.has(workspaceId) ? [workspaceId] : [];
    return [...names, ...unknown.map((id): [string, string] => [id, shorten(id)])]
      .map(([id, name]) => ({ id, name }))
      .sort((a, b) => a.name.localeCompare(b.name));
  });
  protected readonly taken = computed(() =>
    TAKEN.flatMap(({ key, word }) => {
      const value = this.filter()[key];
      return value === null
        ? []
        : [{ key, word, value, text: key === 'resourceType' ? value : shorten(value) }];
    }),
  );

  protected byAction(typed: string): void {
    this.change({ action: actionOf(typed) });
  }

  protected byOutcome(value: string): void {
    this.change({ outcome: value === 'allowed' || value === 'refused' ? value : null });
  }

  protected byWorkspace(id: string): void {
    this.change({ workspaceId: id || null });
  }

  protected byTime(since: string, until: string): void {
    this.change({ since: fromLocalInput(since), until: fromLocalInput(until) });
  }

  protected bySpan(hours: number): void {
    this.change({ since: new Date(Date.now() - hours * HOUR_MS).toISOString(), until: null });
  }

  protected drop(key: keyof AuditFilter): void {
    this.change({ [key]: null });
  }

  protected clear(): void {
    this.filtered.emit(NO_AUDIT_FILTER);
  }

  private change(part: Partial<AuditFilter>): void {
    const next = { ...this.filter(), ...part };
    if (!isSameAuditFilter(next, this.filter())) this.filtered.emit(next);
  }
}

/** Ids are time-ordered: their ends tell them apart. */
function shorten(id: string): string {
  return id.length > 12 ? `…${id.slice(-8)}` : id;
}
