import { Component, computed, input, output } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';

import { CopyableId } from '../copyable-id/copyable-id';
import { RelativeTime } from '../relative-time/relative-time';
import { StatusBadge } from '../status-badge/status-badge';
import { differencesOf, factsOf } from './audit-difference';
import { AUDIT_ACTOR_LOOKS, AUDIT_OUTCOME_LOOKS, type AuditEntryView } from './audit-entry';
import type { AuditFilter } from './audit-filter';

/** One entry in a line; open, with its facts, what it changed and its place in the chain. */
@Component({
  selector: 'nora-audit-row',
  imports: [CopyableId, MatIcon, MatTooltip, RelativeTime, StatusBadge],
  templateUrl: './audit-row.html',
  styleUrls: ['./audit-row.scss', './audit-row.narrow.scss'],
  host: { role: 'rowgroup' },
})
export class AuditRow {
  readonly entry = input.required<AuditEntryView>();
  readonly open = input.required<boolean>();
  /** Names of workspaces by id; null where all entries are of one workspace. */
  readonly workspaceNames = input.required<ReadonlyMap<string, string> | null>();
  readonly toggled = output<void>();
  /** Asks for entries that have this in common with it. */
  readonly narrowed = output<Partial<AuditFilter>>();

  protected readonly actor = computed(() => {
    const { actorType, actorLabel } = this.entry();
    const { icon, word } = AUDIT_ACTOR_LOOKS[actorType];
    return { icon, word, label: actorLabel ?? word };
  });
  protected readonly outcome = computed(() => AUDIT_OUTCOME_LOOKS[this.entry().outcome]);
  protected readonly workspace = computed(() => {
    const { workspaceId } = this.entry();
    const names = this.workspaceNames();
    if (names === null) return null;
    if (workspaceId === null) return 'Installation';
    return names.get(workspaceId) ?? `Workspace …${workspaceId.slice(-8)}`;
  });
  protected readonly facts = computed(() => factsOf(this.entry().details));
  protected readonly differences = computed(() => differencesOf(this.entry().before, this.entry().after));
  /** What other entries can have in common with this one. */
  protected readonly narrowings = computed(() => {
    const { actorId, resourceType, resourceId, correlationId, workspaceId } = this.entry();
    const all: { label: string; filter: Partial<AuditFilter> | null }[] = [
      { label: 'By this actor', filter: actorId === null ? null : { actorId } },
      {
        label: 'On this resource',
        filter: resourceId === null ? null : { resourceType, resourceId },
      },
      { label: 'Of this request', filter: correlationId === null ? null : { correlationId } },
      {
        label: 'In this workspace',
        filter: workspaceId === null || this.workspaceNames() === null ? null : { workspaceId },
      },
    ];
    return all.flatMap(({ label, filter }) => (filter === null ? [] : [{ label, filter }]));
  });
}
