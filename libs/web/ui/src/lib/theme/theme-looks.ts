import type { Theme } from '@nora/contracts';

import type { IconName } from '../icons/icon-paths';

/** What the themes are called, and their icons. */
export const THEME_LOOKS: Readonly<Record<Theme, { icon: IconName; label: string }>> = {
  auto: { icon: 'brightness_auto', label: 'Like the system' },
  light: { icon: 'light_mode', label: 'Light' },
  dark: { icon: 'dark_mode', label: 'Dark' },
};
