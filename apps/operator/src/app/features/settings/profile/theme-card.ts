import { Component, inject } from '@angular/core';
import { THEMES } from '@nora/contracts';
import { THEME_LOOKS, ThemeStore } from '@nora/ui';

import { ChoiceCards } from '../../deploy/choice-cards';

const DESCRIPTIONS = {
  auto: 'Light or dark, as this device is set.',
  light: 'Dark on white.',
  dark: 'Light on black, for the night.',
};

/** The theme, which holds at once. */
@Component({
  selector: 'nora-theme-card',
  imports: [ChoiceCards],
  template: `
    <nora-choice-cards
      legend="Theme"
      name="theme"
      [choices]="choices"
      [chosen]="store.theme()"
      (choose)="choose($event)"
    />
    <p class="muted" role="status">
      {{
        store.unsaved()
          ? 'It holds in this browser; your account takes it over as soon as it can be reached.'
          : 'It belongs to your account: every browser you sign in with follows.'
      }}
    </p>
  `,
  styles: 'p { margin-top: 10px; font-size: 0.8125rem }',
})
export class ThemeCard {
  protected readonly store = inject(ThemeStore);
  protected readonly choices = THEMES.map((id) => ({
    id,
    label: THEME_LOOKS[id].label,
    description: DESCRIPTIONS[id],
  }));

  protected choose(id: string): void {
    const theme = THEMES.find((one) => one === id);
    if (theme) this.store.choose(theme);
  }
}
