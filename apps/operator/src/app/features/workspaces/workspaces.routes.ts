import type { Routes } from '@angular/router';

/** The list, and one workspace with its tabs. */
export const workspaceRoutes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'Workspaces · Nora',
    loadComponent: () => import('./workspace-list/workspace-list').then(({ WorkspaceList }) => WorkspaceList),
  },
  {
    path: ':workspaceId',
    loadComponent: () => import('./workspace-page/workspace-page').then(({ WorkspacePage }) => WorkspacePage),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'members' },
      {
        path: 'members',
        title: 'Members · Nora',
        loadComponent: () => import('./members/members').then(({ Members }) => Members),
      },
      {
        path: 'invitations',
        title: 'Invitations · Nora',
        loadComponent: () => import('./invitations/invitations').then(({ Invitations }) => Invitations),
      },
      {
        path: 'providers',
        title: 'Providers · Nora',
        loadComponent: () => import('./providers/providers').then(({ Providers }) => Providers),
      },
      {
        path: 'providers/:providerId',
        title: 'Models · Nora',
        loadComponent: () =>
          import('./providers/models/provider-models').then(({ ProviderModels }) => ProviderModels),
      },
      {
        path: 'usage',
        title: 'Usage · Nora',
        loadComponent: () => import('./usage/workspace-usage').then(({ WorkspaceUsage }) => WorkspaceUsage),
      },
      {
        path: 'budgets',
        title: 'Budgets · Nora',
        loadComponent: () =>
          import('./budgets/workspace-budgets').then(({ WorkspaceBudgets }) => WorkspaceBudgets),
      },
      {
        path: 'api-keys',
        title: 'API keys · Nora',
        loadComponent: () => import('./api-keys/api-keys').then(({ ApiKeys }) => ApiKeys),
      },
      {
        path: 'audit',
        title: 'Audit · Nora',
        loadComponent: () => import('./audit/workspace-audit').then(({ WorkspaceAudit }) => WorkspaceAudit),
      },
      {
        path: 'general',
        title: 'Workspace · Nora',
        loadComponent: () => import('./general/general').then(({ General }) => General),
      },
    ],
  },
];
