import type { Routes } from '@angular/router';
import { FORBIDDEN_PATH, UNREACHABLE_PATH, platformAdminGuard, signedInGuard } from '@nora/data-access';

import { Shell } from './shell/shell';
import { Unreachable } from './states/unreachable';

const title = (page: string) => `${page} · Nora admin`;

export const routes: Routes = [
  {
    path: UNREACHABLE_PATH,
    title: title('Not reachable'),
    // Comes with the application: it tells that nothing more comes.
    component: Unreachable,
  },
  {
    path: FORBIDDEN_PATH,
    title: title('Not allowed'),
    loadComponent: () => import('./states/forbidden').then(({ Forbidden }) => Forbidden),
  },
  {
    path: '',
    component: Shell,
    canActivate: [signedInGuard, platformAdminGuard],
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'overview' },
      {
        path: 'overview',
        title: title('Overview'),
        loadComponent: () => import('./overview/overview').then(({ Overview }) => Overview),
      },
      {
        path: 'queues',
        title: title('Queues'),
        loadComponent: () => import('./queues/queues').then(({ Queues }) => Queues),
      },
      {
        path: 'users',
        title: title('Users'),
        loadComponent: () => import('./users/user-list/user-list').then(({ UserList }) => UserList),
      },
      {
        path: 'users/:userId',
        title: title('User'),
        loadComponent: () => import('./users/user-page/user-page').then(({ UserPage }) => UserPage),
      },
      {
        path: 'workspaces',
        title: title('Workspaces'),
        loadComponent: () => import('./tenants/tenant-list/tenant-list').then(({ TenantList }) => TenantList),
      },
      {
        path: 'workspaces/:tenantId',
        title: title('Workspace'),
        loadComponent: () => import('./tenants/tenant-page/tenant-page').then(({ TenantPage }) => TenantPage),
      },
      {
        path: 'usage',
        title: title('Usage'),
        loadComponent: () => import('./usage/fleet-usage').then(({ FleetUsage }) => FleetUsage),
      },
      {
        path: 'budgets',
        title: title('Budgets'),
        loadComponent: () => import('./budgets/fleet-budgets').then(({ FleetBudgets }) => FleetBudgets),
      },
      {
        path: 'audit',
        title: title('Audit'),
        loadComponent: () => import('./audit/audit').then(({ Audit }) => Audit),
      },
      {
        path: 'fleet',
        title: title('Fleet'),
        loadComponent: () => import('./fleet/fleet').then(({ Fleet }) => Fleet),
      },
      {
        path: 'health',
        title: title('Health'),
        loadComponent: () => import('./health/health').then(({ Health }) => Health),
      },
      {
        path: 'releases',
        title: title('Releases'),
        loadComponent: () => import('./releases/releases').then(({ Releases }) => Releases),
      },
      {
        path: 'settings',
        title: title('Settings'),
        loadComponent: () => import('./settings/settings').then(({ Settings }) => Settings),
      },
      {
        path: '**',
        title: title('Not found'),
        loadComponent: () => import('./states/not-found').then(({ NotFound }) => NotFound),
      },
    ],
  },
];
