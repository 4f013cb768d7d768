import { Injectable, inject } from '@angular/core';
import { AccountService } from '@nora/api-client';
import { type Me, type ProfileChanges, SessionStore } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** What an account says of itself. Every change throws what the client throws. */
@Injectable()
export class ProfileStore {
  private readonly session = inject(SessionStore);
  private readonly client = inject(AccountService);

  readonly me = this.session.me;
  /** What this server offers; null until it is known. */
  readonly offers = this.session.offers;

  /** Reads whether this server sends mail. */
  async load(): Promise<void> {
    await this.session.bootstrap();
  }

  /** Sends what differs; false when nothing does. */
  async save(me: Me, wanted: Required<Pick<ProfileChanges, 'name' | 'avatar' | 'locale'>>): Promise<boolean> {
    const changes = differences(me, wanted);
    if (changes === null) return false;
    await this.session.update(changes);
    return true;
  }

  async sendLink(): Promise<void> {
    await firstValueFrom(this.client.requestEmailVerification());
  }

  /** Reads the account again: its address may have been verified in another tab. */
  async refresh(): Promise<void> {
    await this.session.verify();
  }
}

/** What of a profile differs from the account; null when nothing does. */
export function differences(
  me: Pick<Me, 'name' | 'avatar' | 'locale'>,
  wanted: Required<Pick<ProfileChanges, 'name' | 'avatar' | 'locale'>>,
): ProfileChanges | null {
  const changes: ProfileChanges = {
    ...(wanted.name === me.name ? {} : { name: wanted.name }),
    ...(wanted.avatar === me.avatar ? {} : { avatar: wanted.avatar }),
    ...(wanted.locale === me.locale ? {} : { locale: wanted.locale }),
  };
  return Object.keys(changes).length > 0 ? changes : null;
}
