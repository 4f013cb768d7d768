// How the requests of a fuzz run are spread over roles and operations.

/** Answers that never end by themselves: a request for one would only run into its time-out. Suites of their own hold them open. */
export const STREAMS = ['streamEvents', 'streamAgentLogs', 'streamAgentMetrics', 'chatWithAgent'];

/**
 * What takes the role's own credential, account or workspace away. Asked for last, so that it does not starve the
 * rest: afterwards most answers would be 401 or 404.
 */
export const ENDINGS = [
  ...['logout', 'revokeSession', 'revokeSessions', 'changePassword', 'deleteAccount', 'deleteUser'],
  ...['changeUser', 'revokeUserSessions', 'removeUserSecondFactor', 'changeMember', 'removeMember'],
  ...['leaveWorkspace', 'transferWorkspace', 'deleteWorkspace', 'revokeApiKey'],
];

/** Those who reach the most get every boundary of every parameter and member too: about 40 requests an operation. */
const EVERY_BOUNDARY = ['owner', 'platform-admin'];

/** Requests an operation of the full run, beside the boundaries. */
const EXAMPLES = 9;

/**
 * The runs of one role: first what leaves everything in place, then the rest.
 * @param options `operations`: ids of all; `scale`: 1 for the full run; `short`: few requests and no more phases
 */
export function runsOf({ role, operations, scale, short }) {
  const endings = operations.filter((id) => ENDINGS.includes(id));
  const examples = short ? 1 : Math.max(1, Math.round(EXAMPLES * scale));
  const thorough = EVERY_BOUNDARY.includes(role) ? 'coverage,fuzzing,stateful' : 'fuzzing,stateful';
  return [
    { name: 'main', except: [...STREAMS, ...ENDINGS], phases: short ? 'fuzzing' : thorough, examples },
    { name: 'endings', only: endings, phases: 'fuzzing', examples },
  ];
}
