import { Component, computed, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatTooltip } from '@angular/material/tooltip';
import { THEMES, type Theme } from '@nora/contracts';

import { THEME_LOOKS } from './theme-looks';
import { ThemeStore } from './theme.store';

/** Button that offers the three themes. */
@Component({
  selector: 'nora-theme-menu',
  imports: [MatIcon, MatIconButton, MatMenu, MatMenuItem, MatMenuTrigger, MatTooltip],
  templateUrl: './theme-menu.html',
  styleUrl: './theme-menu.scss',
})
export class ThemeMenu {
  private readonly store = inject(ThemeStore);

  protected readonly options = THEMES.map((theme) => ({ theme, ...THEME_LOOKS[theme] }));
  protected readonly theme = this.store.theme;
  protected readonly icon = computed(() => THEME_LOOKS[this.theme()].icon);

  protected choose(theme: Theme): void {
    this.store.choose(theme);
  }
}
