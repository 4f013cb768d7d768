import { roleAllows } from '@nora/contracts';

import { sampleWorkspace } from '../../testing/samples';
import { buildWorkspaceCommands } from './workspace-commands';

describe('buildWorkspaceCommands', () => {
  const home = sampleWorkspace({ id: 'home', name: 'Home', role: 'owner' });
  const team = sampleWorkspace({ id: 'team', name: 'Team', role: 'viewer' });
  const go = jest.fn();
  const switchTo = jest.fn();
  const build = (current: typeof home | null) =>
    buildWorkspaceCommands([home, team], current, {
      ...{ go, switchTo },
      can: (permission) => current !== null && roleAllows(current.role, permission),
    });
  const labels = (current: typeof home | null) => build(current).map(({ label }) => label);

  it('leads to every page of a workspace that one owns', () => {
    expect(labels(home)).toEqual([
      'Workspaces',
      'Members of Home',
      'Invitations of Home',
      'Providers of Home',
      'Usage of Home',
      'Budgets of Home',
      'API keys of Home',
      'Audit of Home',
      'General of Home',
      'Switch to Team',
    ]);
    build(home)
      .find(({ id }) => id === 'workspace-api-keys')
      ?.run();
    expect(go).toHaveBeenCalledWith(['/workspaces', 'home', 'api-keys']);
  });

  it('offers those who only look no page that they may not see', () => {
    expect(labels(team)).toEqual([
      'Workspaces',
      'Members of Team',
      'Providers of Team',
      'Usage of Team',
      'Budgets of Team',
      'General of Team',
      'Switch to Home',
    ]);
  });

  it('offers the list where there is no workspace to look at', () => {
    expect(labels(null)[0]).toBe('Workspaces');
    build(team).at(-1)?.run();
    expect(switchTo).toHaveBeenCalledWith(home);
  });
});
