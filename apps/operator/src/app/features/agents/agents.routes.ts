import type { CanDeactivateFn, Routes } from '@angular/router';

import type { AgentFiles } from './agent-files/agent-files';
import { AgentStore } from './agent.store';

/** A change of a file is not lost by going somewhere else, another file of the same page included. */
const fileSavedGuard: CanDeactivateFn<AgentFiles> = (page, _route, _state, next) => page.mayLeave(next.url);

/** The list, and one agent with its tabs. */
export const agentRoutes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'Agents · Nora',
    loadComponent: () => import('./agent-list/agent-list').then(({ AgentList }) => AgentList),
  },
  {
    path: ':agentId',
    providers: [AgentStore],
    loadComponent: () => import('./agent-page/agent-page').then(({ AgentPage }) => AgentPage),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'overview' },
      {
        path: 'overview',
        title: 'Agent · Nora',
        loadComponent: () =>
          import('./agent-overview/agent-overview').then(({ AgentOverview }) => AgentOverview),
      },
      {
        path: 'chat',
        title: 'Chat · Nora',
        loadComponent: () => import('./agent-chat/agent-chat').then(({ AgentChat }) => AgentChat),
      },
      {
        path: 'terminal',
        title: 'Terminal · Nora',
        loadComponent: () =>
          import('./agent-terminal/agent-terminal').then(({ AgentTerminal }) => AgentTerminal),
      },
      {
        path: 'logs',
        title: 'Logs · Nora',
        loadComponent: () => import('./agent-logs/agent-logs').then(({ AgentLogs }) => AgentLogs),
      },
      {
        path: 'files',
        title: 'Files · Nora',
        canDeactivate: [fileSavedGuard],
        runGuardsAndResolvers: 'paramsOrQueryParamsChange',
        loadComponent: () => import('./agent-files/agent-files').then(({ AgentFiles }) => AgentFiles),
      },
      {
        path: 'metrics',
        title: 'Metrics · Nora',
        loadComponent: () => import('./agent-metrics/agent-metrics').then(({ AgentMetrics }) => AgentMetrics),
      },
      {
        path: 'usage',
        title: 'Usage · Nora',
        loadComponent: () => import('./agent-usage/agent-usage').then(({ AgentUsage }) => AgentUsage),
      },
      {
        path: 'console',
        title: 'Console · Nora',
        loadComponent: () => import('./agent-console/agent-console').then(({ AgentConsole }) => AgentConsole),
      },
      {
        path: 'capabilities',
        title: 'Capabilities · Nora',
        loadComponent: () =>
          import('./agent-capabilities/agent-capabilities').then(
            ({ AgentCapabilities }) => AgentCapabilities,
          ),
      },
      {
        path: 'schedules',
        title: 'Schedules · Nora',
        loadComponent: () =>
          import('./agent-schedules/agent-schedules').then(({ AgentSchedules }) => AgentSchedules),
      },
      {
        path: 'versions',
        title: 'Versions · Nora',
        loadComponent: () =>
          import('./agent-versions/agent-versions').then(({ AgentVersions }) => AgentVersions),
      },
      {
        path: 'settings',
        title: 'Settings · Nora',
        loadComponent: () =>
          import('./agent-settings/agent-settings').then(({ AgentSettings }) => AgentSettings),
      },
    ],
  },
];
