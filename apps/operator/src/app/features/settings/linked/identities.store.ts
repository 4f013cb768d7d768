import { Injectable, computed, inject, signal } from '@angular/core';
import { AccountService, type IdentityDto } from '@nora/api-client';
import {
  KeysetList,
  OauthDetour,
  type OauthProvider,
  type OfferedProvider,
  SessionStore,
  type UserProblem,
  toUserProblem,
} from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import type { Proof } from '../proof/proof-form';

/** An account elsewhere with which one signs in here. */
export type Identity = IdentityDto;

const PAGE = 50;
/** Where the identity provider's answer leads in the end. */
const BACK_TO = '/app/settings/linked';

/** The accounts elsewhere with which one signs in. */
@Injectable()
export class IdentitiesStore {
  private readonly session = inject(SessionStore);
  private readonly detour = inject(OauthDetour);
  private readonly client = inject(AccountService);
  private readonly pages = new KeysetList<true, Identity>(
    (_, cursor) => firstValueFrom(this.client.listIdentities({ limit: PAGE, cursor })),
    ({ id }) => id,
  );
  private readonly unlinkingId = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly offersFault = signal<UserProblem | null>(null);

  readonly me = this.session.me;
  readonly items = this.pages.items;
  /** False until it is known what is linked, and what could be. */
  readonly loaded = computed(() => this.pages.loaded() && this.session.offers() !== null);
  /** Why that is not known. */
  readonly problem = computed(() => this.pages.problem() ?? this.offersFault());
  /** Id of what is being unlinked. */
  readonly unlinking = this.unlinkingId.asReadonly();
  /** Why it could not be unlinked. */
  readonly actProblem = this.fault.asReadonly();
  /** Providers this server is set up with that are not linked. */
  readonly linkable = computed<readonly OfferedProvider[]>(() => {
    const linked = new Set(this.items().map(({ provider }) => provider));
    return (this.session.offers()?.oauth ?? []).filter(({ id }) => !linked.has(id));
  });
  /** True where the only linked account is the only way to sign in. */
  readonly lastWay = computed(() => this.me()?.hasPassword === false && this.items().length === 1);

  async load(): Promise<void> {
    this.offersFault.set(null);
    const offers = this.session.bootstrap().catch((error: unknown) => {
      this.offersFault.set(toUserProblem(error));
    });
    await Promise.all([this.pages.show(true), offers]);
  }

  /** Leaves for the provider, which sends the browser back. Throws what the client throws. */
  async link(provider: OauthProvider, { password }: Proof): Promise<void> {
    const body = password === undefined ? {} : { password };
    const { url } = await firstValueFrom(this.client.startOauthLink({ provider, body }));
    this.detour.leave(url, { purpose: 'link', next: BACK_TO });
  }

  /** True when it is linked no more. */
  async unlink({ id }: Identity): Promise<boolean> {
    if (this.unlinkingId() !== null) return false;
    this.unlinkingId.set(id);
    this.fault.set(null);
    try {
      await firstValueFrom(this.client.unlinkIdentity({ identityId: id }));
      this.pages.remove(id);
      return true;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return false;
    } finally {
      this.unlinkingId.set(null);
    }
  }
}
