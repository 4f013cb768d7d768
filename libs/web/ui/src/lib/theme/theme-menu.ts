import { Component, computed, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatTooltip } from '@angular/material/tooltip';

import type { IconName } from '../icons/icon-paths';
import { THEMES, type Theme, ThemeStore } from './theme.store';

const LOOKS: Record<Theme, { icon: IconName; label: string }> = {
  auto: { icon: 'brightness_auto', label: 'Like the system' },
  light: { icon: 'light_mode', label: 'Light' },
  dark: { icon: 'dark_mode', label: 'Dark' },
};

/** Button that offers the three themes. */
@Component({
  selector: 'nora-theme-menu',
  imports: [MatIcon, MatIconButton, MatMenu, MatMenuItem, MatMenuTrigger, MatTooltip],
  templateUrl: './theme-menu.html',
  styleUrl: './theme-menu.scss',
})
export class ThemeMenu {
  private readonly store = inject(ThemeStore);

  protected readonly options = THEMES.map((theme) => ({ theme, ...LOOKS[theme] }));
  protected readonly theme = this.store.theme;
  protected readonly icon = computed(() => LOOKS[this.theme()].icon);

  protected choose(theme: Theme): void {
    this.store.choose(theme);
  }
}
