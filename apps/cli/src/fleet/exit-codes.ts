/** Exit codes of fleet commands, beside those that refusals of the API have in every command. */
export const FLEET_EXIT = {
  inOrder: 0,
  failed: 1,
  /** A plan has found changes. */
  changes: 2,
  usage: 3,
  forbidden: 5,
  conflict: 7,
  interrupted: 130,
} as const;
