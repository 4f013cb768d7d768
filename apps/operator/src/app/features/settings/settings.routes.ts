import type { Routes } from '@angular/router';

/** The tabs of the account's settings. */
export const settingsRoutes: Routes = [
  {
    path: '',
    loadComponent: () => import('./settings-page/settings-page').then(({ SettingsPage }) => SettingsPage),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'profile' },
      {
        path: 'profile',
        title: 'Profile · Nora',
        loadComponent: () => import('./profile/profile').then(({ Profile }) => Profile),
      },
      {
        path: 'security',
        title: 'Security · Nora',
        loadComponent: () => import('./security/security').then(({ Security }) => Security),
      },
      {
        path: 'sessions',
        title: 'Sessions · Nora',
        loadComponent: () => import('./sessions/sessions').then(({ Sessions }) => Sessions),
      },
      {
        path: 'linked',
        title: 'Linked accounts · Nora',
        loadComponent: () => import('./linked/linked').then(({ Linked }) => Linked),
      },
      {
        path: 'account',
        title: 'Account · Nora',
        loadComponent: () => import('./account/account').then(({ Account }) => Account),
      },
      { path: '**', redirectTo: 'profile' },
    ],
  },
];
