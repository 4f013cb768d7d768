import type { IconName } from '@nora/ui';

/** A tab of the settings. */
export interface SettingsTab {
  path: string;
  label: string;
  icon: IconName;
}

export const SETTINGS_TABS: readonly SettingsTab[] = [
  { path: 'profile', label: 'Profile', icon: 'account_circle' },
  { path: 'security', label: 'Security', icon: 'shield_lock' },
  { path: 'sessions', label: 'Sessions', icon: 'computer' },
  { path: 'linked', label: 'Linked accounts', icon: 'link' },
  { path: 'account', label: 'Account', icon: 'tune' },
];
