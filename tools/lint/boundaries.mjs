// Who may know whom (docs/architecture.md): arrows between projects, by their tags.
const only = (sourceTag, ...onlyDependOnLibsWithTags) => ({ sourceTag, onlyDependOnLibsWithTags });

/** Specs of the domain use the harness, which is made of the domain. */
export const CIRCLES_OF_SPECS = [['domain', 'testing']];

export const DEPENDENCY_CONSTRAINTS = [
  only('scope:shared', 'scope:shared'),
  only('scope:server', 'scope:server', 'scope:shared'),
  only('scope:web', 'scope:web', 'scope:shared'),
  only('scope:operator', 'scope:operator', 'scope:web', 'scope:shared'),
  only('scope:admin', 'scope:admin', 'scope:web', 'scope:shared'),
  only('scope:site', 'scope:site', 'scope:web', 'scope:shared'),

  only('platform:any', 'platform:any'),
  only('platform:node', 'platform:node', 'platform:any'),
  only('platform:browser', 'platform:browser', 'platform:any'),

  only('type:contract', 'type:contract'),
  only('type:util', 'type:util', 'type:contract'),
  // Specs may use the test harness; the fence on @nora/testing keeps it out of the rest.
  only('type:domain', 'type:util', 'type:contract', 'type:testing'),
  only('type:queue', 'type:domain', 'type:util', 'type:contract', 'type:testing'),
  only('type:adapter', 'type:domain', 'type:util', 'type:contract'),
  only(
    'type:testing',
    'type:testing',
    'type:domain',
    'type:queue',
    'type:adapter',
    'type:util',
    'type:contract',
  ),
  only('type:api-client', 'type:contract'),
  only('type:data-access', 'type:api-client', 'type:contract'),
  only('type:ui', 'type:ui', 'type:data-access', 'type:contract'),
  // Of an application as well.
  only(
    'type:app',
    ...['type:domain', 'type:queue', 'type:adapter', 'type:util', 'type:contract', 'type:testing'],
    ...['type:data-access', 'type:ui', 'type:api-client'],
  ),
  only('type:e2e', 'type:util', 'type:contract', 'type:testing'),
];
