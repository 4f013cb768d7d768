import type { Routes } from '@angular/router';
import { FORBIDDEN_PATH, UNREACHABLE_PATH, signedInGuard } from '@nora/data-access';

import { Unreachable } from './features/states/unreachable';
import { Shell } from './shell/shell';

const title = (page: string) => `${page} · Nora`;

export const routes: Routes = [
  {
    path: UNREACHABLE_PATH,
    title: title('Not reachable'),
    // Comes with the application: it tells that nothing more comes.
    component: Unreachable,
  },
  {
    path: '',
    component: Shell,
    canActivate: [signedInGuard],
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'overview' },
      {
        path: 'overview',
        title: title('Overview'),
        loadComponent: () =>
          import('./features/overview/overview-page').then(({ OverviewPage }) => OverviewPage),
      },
      {
        path: 'agents',
        loadChildren: () => import('./features/agents/agents.routes').then(({ agentRoutes }) => agentRoutes),
      },
      {
        path: 'deploy',
        title: title('Deploy'),
        loadComponent: () => import('./features/deploy/deploy-page').then(({ DeployPage }) => DeployPage),
      },
      {
        path: 'workspaces',
        loadChildren: () =>
          import('./features/workspaces/workspaces.routes').then(({ workspaceRoutes }) => workspaceRoutes),
      },
      {
        path: 'settings',
        loadChildren: () =>
          import('./features/settings/settings.routes').then(({ settingsRoutes }) => settingsRoutes),
      },
      {
        path: FORBIDDEN_PATH,
        title: title('Not allowed'),
        loadComponent: () => import('./features/states/forbidden').then(({ Forbidden }) => Forbidden),
      },
      {
        path: '**',
        title: title('Not found'),
        loadComponent: () => import('./features/states/not-found').then(({ NotFound }) => NotFound),
      },
    ],
  },
];
