import { Injectable, effect, inject, untracked } from '@angular/core';
import { type Me, SessionStore } from '@nora/data-access';

import { writeLike } from '../format/format-locale';
import { ThemeStore } from '../theme/theme.store';

/**
 * Makes this browser look as the signed-in account wants it: its theme, and its manner of writing dates and numbers.
 * A theme chosen here that the account does not know yet goes the other way.
 */
@Injectable({ providedIn: 'root' })
export class AccountPreferences {
  private readonly session = inject(SessionStore);
  private readonly themes = inject(ThemeStore);
  private saving = false;

  constructor() {
    effect(() => {
      const me = this.session.me();
      this.themes.unsaved();
      this.themes.theme();
      if (me) untracked(() => this.settle(me));
    });
  }

  private settle({ theme, locale }: Me): void {
    writeLike(locale);
    if (this.themes.unsaved() && this.themes.theme() !== theme) void this.save();
    else this.themes.adopt(theme);
  }

  private async save(): Promise<void> {
    if (this.saving) return;
    this.saving = true;
    try {
      let sent;
      do {
        sent = this.themes.theme();
        await this.session.update({ theme: sent });
        // Another may have been chosen meanwhile.
      } while (this.themes.theme() !== sent);
      this.themes.adopt(sent);
    } catch {
      // The choice holds here, and is handed over when the account is read again.
    } finally {
      this.saving = false;
    }
  }
}
