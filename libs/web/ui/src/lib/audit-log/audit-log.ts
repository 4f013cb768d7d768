import { Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';

import { EmptyState } from '../empty-state/empty-state';
import { ErrorPanel, type ProblemView } from '../error-panel/error-panel';
import { Skeleton } from '../skeleton/skeleton';
import type { AuditEntryView } from './audit-entry';
import { type AuditFilter, NO_AUDIT_FILTER, auditExportHref, isSameAuditFilter } from './audit-filter';
import { AuditFilters } from './audit-filters';
import { AuditRow } from './audit-row';

/** Areas of actions that are suggested before any entry is known. */
const AREAS = [
  'account.',
  'agent.',
  'api-key.',
  'auth.',
  'deployment.',
  'invitation.',
  'member.',
  'session.',
  'workspace.',
] as const;

/**
 * The audit log: who did what to which resource, how it ended, when and from where; a line unfolds to its details,
 * what it changed and its place in the chain. It reads nothing itself: its page keeps filter and open entry in the
 * address ({@link parseAuditFilter}, {@link auditQueryOf}) and hands in what its store has read.
 */
@Component({
  selector: 'nora-audit-log',
  imports: [AuditFilters, AuditRow, EmptyState, ErrorPanel, MatButton, MatIcon, Skeleton],
  templateUrl: './audit-log.html',
  styleUrl: './audit-log.scss',
})
export class AuditLog {
  /** Newest first: the pages that have been read, put together. */
  readonly entries = input.required<readonly AuditEntryView[]>();
  /** What the entries are narrowed to. */
  readonly filter = input.required<AuditFilter>();
  /** False until the first answer for this filter; a skeleton stands in for it. */
  readonly loaded = input.required<boolean>();
  /** True while a page is being read. */
  readonly loading = input.required<boolean>();
  /** True when there are older entries. */
  readonly more = input.required<boolean>();
  /** Why the entries could not be read; null when they could. */
  readonly problem = input.required<ProblemView | null>();
  /** Id of the entry that is unfolded, as the address says; null for none. */
  readonly openId = input.required<string | null>();
  /** Route of the export, e.g. `/api/admin/audit/export`; the browser downloads it with the filter and the format. */
  readonly exportRoute = input.required<string>();
  /** Names of workspaces by id, where entries of several are shown; null where all are of one workspace. */
  readonly workspaceNames = input<ReadonlyMap<string, string> | null>(null);

  /** Another filter is asked for: put it into the address and read the first page of it. */
  readonly filtered = output<AuditFilter>();
  /** Another entry is unfolded, or none: put it into the address. */
  readonly opened = output<string | null>();
  /** The next page is asked for. */
  readonly moreAsked = output<void>();
  /** The newest entries are asked for again; also after a problem. */
  readonly refreshed = output<void>();

  protected readonly narrows = computed(() => !isSameAuditFilter(this.filter(), NO_AUDIT_FILTER));
  protected readonly csvHref = computed(() => auditExportHref(this.exportRoute(), 'csv', this.filter()));
  protected readonly jsonlHref = computed(() => auditExportHref(this.exportRoute(), 'jsonl', this.filter()));
  protected readonly actions = computed(() =>
    [...new Set([...AREAS, ...this.entries().map(({ action }) => action)])].sort(),
  );
  protected readonly openIsMissing = computed(() => {
    const openId = this.openId();
    return openId !== null && this.loaded() && !this.entries().some(({ id }) => id === openId);
  });

  protected toggle({ id }: AuditEntryView): void {
    this.opened.emit(id === this.openId() ? null : id);
  }

  protected narrow(part: Partial<AuditFilter>): void {
    this.filtered.emit({ ...this.filter(), ...part });
  }

  protected clear(): void {
    this.filtered.emit(NO_AUDIT_FILTER);
  }
}
