import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { THEMES, type Theme } from '@nora/contracts';

const THEME_KEY = 'nora.theme';
const UNSAVED_KEY = 'nora.theme.unsaved';

/**
 * The theme of this browser, kept between visits and shared by the three applications. What was chosen last by hand
 * holds: a choice that no account knows of yet is marked, and handed to the account when somebody is signed in.
 */
@Injectable({ providedIn: 'root' })
export class ThemeStore {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly chosen = signal<Theme>(stored());
  private readonly mark = signal(localStorage.getItem(UNSAVED_KEY) !== null);

  readonly theme = this.chosen.asReadonly();
  /** True while the choice of this browser has not reached an account. */
  readonly unsaved = this.mark.asReadonly();

  /** A choice of the person who sits here. */
  choose(theme: Theme): void {
    localStorage.setItem(UNSAVED_KEY, '1');
    this.mark.set(true);
    this.show(theme);
  }

  /** Takes over what the account says. */
  adopt(theme: Theme): void {
    localStorage.removeItem(UNSAVED_KEY);
    this.mark.set(false);
    this.show(theme);
  }

  /** Marks the document, which the style sheet reads. */
  apply(): void {
    this.root.dataset['theme'] = this.chosen();
  }

  private show(theme: Theme): void {
    this.chosen.set(theme);
    localStorage.setItem(THEME_KEY, theme);
    this.apply();
  }
}

function stored(): Theme {
  const value = localStorage.getItem(THEME_KEY);
  return THEMES.find((theme) => theme === value) ?? 'auto';
}
