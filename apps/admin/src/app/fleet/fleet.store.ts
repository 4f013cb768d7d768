import { DOCUMENT, Injectable, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AdminService, type FleetAgentDto } from '@nora/api-client';
import type { AgentStatus } from '@nora/contracts';
import { KeysetList, LiveEvents, whileVisible } from '@nora/data-access';
import { auditTime, exhaustMap, filter, firstValueFrom, merge, skip } from 'rxjs';

/** An agent of any workspace. */
export type FleetAgent = FleetAgentDto;
/** What can be asked of one. */
export type FleetAct = FleetAgent['allowedOperations'][number];

/** Which agents are looked at. */
export interface FleetQuestion {
  q: string;
  status: readonly AgentStatus[];
  runtimeFamily: FleetAgent['runtimeFamily'] | null;
  deployTarget: FleetAgent['deployTarget'] | null;
  workspaceId: string | null;
}

const PAGE = 50;
/** Events tell of the workspaces of the administrator only: the others are looked at so often. */
const LOOK_EVERY_MS = 10_000;
const SETTLE_MS = 1_000;

/** Agents of all workspaces, what needs attention first, as many pages of them as were asked for. */
@Injectable()
export class FleetStore {
  private readonly client = inject(AdminService);
  private readonly pages = new KeysetList<FleetQuestion, FleetAgent>(
    ({ q, status, runtimeFamily, deployTarget, workspaceId }, cursor) =>
      firstValueFrom(
        this.client.listFleet({
          ...{ q: q || undefined, status: status.length > 0 ? [...status] : undefined },
          ...{ runtimeFamily: runtimeFamily ?? undefined, deployTarget: deployTarget ?? undefined },
          ...{ workspaceId: workspaceId ?? undefined, limit: PAGE, cursor },
        }),
      ),
    ({ id }) => id,
  );

  readonly items = this.pages.items;
  readonly more = this.pages.more;
  readonly problem = this.pages.problem;
  /** False until the first answer. */
  readonly loaded = this.pages.loaded;
  readonly loading = this.pages.loading;

  constructor() {
    const live = inject(LiveEvents);
    const looking = whileVisible(inject(DOCUMENT), LOOK_EVERY_MS).pipe(skip(1));
    merge(looking, merge(live.events, live.resync).pipe(auditTime(SETTLE_MS)))
      .pipe(
        filter(() => this.loaded()),
        exhaustMap(() => this.pages.refresh()),
        takeUntilDestroyed(),
      )
      .subscribe();
  }

  /** Narrows the list: what is shown stays until the answer is there. */
  narrow(question: FleetQuestion): Promise<void> {
    return this.pages.narrow(question);
  }

  /** Reads what is shown once more. */
  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  /** Adds the next page. */
  showMore(): Promise<void> {
    return this.pages.showMore();
  }
}
