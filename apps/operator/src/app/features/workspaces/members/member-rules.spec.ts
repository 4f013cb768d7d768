import { WORKSPACE_ROLES } from '@nora/contracts';

import { assignableRoles, mayRemove } from './member-rules';

describe('assignableRoles', () => {
  it('lets owners give and take every role', () => {
    for (const theirs of WORKSPACE_ROLES) expect(assignableRoles('owner', theirs)).toEqual(WORKSPACE_ROLES);
  });

  it('lets admins neither give nor take ownership', () => {
    expect(assignableRoles('admin', 'viewer')).toEqual(['viewer', 'editor', 'admin']);
    expect(assignableRoles('admin', 'owner')).toEqual([]);
  });

  it.each(['viewer', 'editor'] as const)('lets a %s change nobody', (mine) => {
    for (const theirs of WORKSPACE_ROLES) expect(assignableRoles(mine, theirs)).toEqual([]);
  });
});

describe('mayRemove', () => {
  it('is for those who manage members, and of owners for owners', () => {
    expect(WORKSPACE_ROLES.filter((mine) => mayRemove(mine, 'viewer'))).toEqual(['admin', 'owner']);
    expect(WORKSPACE_ROLES.filter((mine) => mayRemove(mine, 'owner'))).toEqual(['owner']);
  });
});
