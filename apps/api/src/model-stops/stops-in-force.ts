import type { ModelStopKind, ModelStopScope } from '@nora/contracts';

/** A stop as it is kept, in the words of the wire. */
export interface StopInForce {
  scope: ModelStopScope;
  kind: ModelStopKind;
  reason: string;
  since: string;
  until: string | null;
}

/** The order in which stops are told of: what a person did first, and what holds most. */
export const STRICTEST_FIRST = `s.kind = 'kill' DESC, s.scope = 'installation' DESC, s.scope = 'workspace' DESC,
  s.until DESC NULLS FIRST`;

/** True for a stop `s` whose time has not come. */
export const IS_IN_FORCE = `(s.until IS NULL OR s.until > now())`;

const iso = (time: string): string => `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The strictest stop that holds an agent `a`, as {@link StopInForce}; null when none does. */
export const MODEL_PAUSE = `(SELECT json_build_object('scope', s.scope, 'kind', s.kind, 'reason', s.reason,
    'since', ${iso('s.created_at')}, 'until', ${iso('s.until')})
  FROM model_stops s WHERE ${IS_IN_FORCE} AND (s.scope = 'installation'
    OR (s.scope = 'workspace' AND s.workspace_id = a.workspace_id) OR (s.scope = 'agent' AND s.agent_id = a.id))
  ORDER BY ${STRICTEST_FIRST} LIMIT 1)`;
