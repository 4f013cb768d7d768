import { Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  type ApiKeyDto,
  ApiKeysService,
  type CreateApiKeyDto,
  type CreatedApiKeyDto,
} from '@nora/api-client';
import { KeysetList, LiveEvents, type UserProblem, toUserProblem } from '@nora/data-access';
import { auditTime, filter, firstValueFrom, merge } from 'rxjs';

/** An API key as it is listed: never the key itself. */
export type ApiKey = ApiKeyDto;
/** What a new key may do. */
export type NewApiKey = CreateApiKeyDto;
/** A new key, which is shown once. */
export type CreatedApiKey = CreatedApiKeyDto;

const PAGE = 50;
const SETTLE_MS = 300;

/** The API keys of a workspace. Those of a member who goes end with the membership. */
@Injectable()
export class ApiKeysStore {
  private readonly client = inject(ApiKeysService);
  private readonly pages = new KeysetList<string, ApiKey>(
    (workspaceId, cursor) => firstValueFrom(this.client.listApiKeys({ workspaceId, limit: PAGE, cursor })),
    ({ id }) => id,
  );
  private readonly busy = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private workspaceId = '';

  /** Newest first, those that have ended among them. */
  readonly items = this.pages.items;
  readonly more = this.pages.more;
  readonly loaded = this.pages.loaded;
  readonly loading = this.pages.loading;
  /** Why the keys could not be read. */
  readonly problem = this.pages.problem;
  /** Id of the key that is being renamed or revoked. */
  readonly changing = this.busy.asReadonly();
  /** Why the last renaming or revocation was refused. */
  readonly refusal = this.fault.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    const members = live.events.pipe(
      filter(({ type, workspaceId }) => type === 'membership.changed' && workspaceId === this.workspaceId),
    );
    merge(members, live.resync)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.pages.refresh());
  }

  show(workspaceId: string): Promise<void> {
    this.workspaceId = workspaceId;
    this.fault.set(null);
    return this.pages.show(workspaceId);
  }

  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  showMore(): Promise<void> {
    return this.pages.showMore();
  }

  /** Throws what the client throws. */
  async create(body: NewApiKey): Promise<CreatedApiKey> {
    const { workspaceId } = this;
    const created = await firstValueFrom(this.client.createApiKey({ workspaceId, body }));
    this.pages.put(created.apiKey);
    return created;
  }

  rename({ id: keyId }: ApiKey, name: string): Promise<boolean> {
    const { workspaceId } = this;
    return this.attempt(keyId, async () => {
      const body = { name };
      this.pages.put(await firstValueFrom(this.client.renameApiKey({ workspaceId, keyId, body })));
    });
  }

  /** True when it has ended. */
  revoke({ id: keyId }: ApiKey): Promise<boolean> {
    const { workspaceId } = this;
    return this.attempt(keyId, async () => {
      await firstValueFrom(this.client.revokeApiKey({ workspaceId, keyId }));
      await this.pages.refresh();
    });
  }

  private async attempt(keyId: string, act: () => Promise<void>): Promise<boolean> {
    this.fault.set(null);
    this.busy.set(keyId);
    try {
      await act();
      return true;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return false;
    } finally {
      this.busy.set(null);
    }
  }
}
