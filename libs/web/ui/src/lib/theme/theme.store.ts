import { DOCUMENT, Injectable, inject, signal } from '@angular/core';

/** `auto` follows the operating system. */
export type Theme = 'auto' | 'light' | 'dark';

export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

const STORAGE_KEY = 'nora.theme';

/** The theme this browser chose, kept between visits and shared by the three applications. */
@Injectable({ providedIn: 'root' })
export class ThemeStore {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly chosen = signal<Theme>(stored());

  readonly theme = this.chosen.asReadonly();

  choose(theme: Theme): void {
    this.chosen.set(theme);
    localStorage.setItem(STORAGE_KEY, theme);
    this.apply();
  }

  /** Marks the document, which the style sheet reads. */
  apply(): void {
    this.root.dataset['theme'] = this.chosen();
  }
}

function stored(): Theme {
  const value = localStorage.getItem(STORAGE_KEY);
  return THEMES.find((theme) => theme === value) ?? 'auto';
}
