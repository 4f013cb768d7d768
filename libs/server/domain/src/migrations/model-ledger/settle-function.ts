const COUNTS = [
  'calls',
  'failed',
  'refused',
  'unpriced',
  'input_tokens',
  'output_tokens',
  'cached_input_tokens',
  'reasoning_tokens',
  'cost_usd',
];

/**
 * What each call adds to the sums; one that was given up as lost, and ended all the same, takes back what was booked
 * for it. `calls` are those that were sent.
 */
const ADDED = `(
    SELECT c.workspace_id, c.agent_id, c.provider_id, c.provider_kind, c.model, c.at,
      CASE WHEN c.outcome = 'refused' THEN 0 ELSE 1 END AS calls,
      CASE WHEN c.outcome IN ('failed', 'lost') THEN 1 ELSE 0 END AS failed,
      CASE WHEN c.outcome = 'refused' THEN coalesce(c.times, 1) ELSE 0 END AS refused,
      CASE WHEN c.outcome <> 'refused' AND c.price_source = 'unknown' THEN 1 ELSE 0 END AS unpriced,
      coalesce(c.input_tokens, 0) AS input_tokens, coalesce(c.output_tokens, 0) AS output_tokens,
      coalesce(c.cached_input_tokens, 0) AS cached_input_tokens, coalesce(c.reasoning_tokens, 0) AS reasoning_tokens,
      coalesce(c.cost_usd, 0) AS cost_usd
    FROM unnest(v_calls) c WHERE c.id = ANY (v_fresh || v_late)
    UNION ALL
    SELECT c.workspace_id, c.agent_id, c.reserved_provider_id, c.reserved_kind, c.reserved_model, c.at, -1, -1, 0,
      CASE WHEN c.reserved_cost_usd IS NULL THEN -1 ELSE 0 END, 0, -c.reserved_tokens, 0, 0,
      -coalesce(c.reserved_cost_usd, 0)
    FROM unnest(v_calls) c WHERE c.id = ANY (v_late)
  ) d JOIN workspaces s ON s.id = d.workspace_id`;

const sums = (table: string, column: string, of: string): string => `
  INSERT INTO ${table} AS t (workspace_id, ${column}, agent_id, provider_id, provider_kind, model, ${COUNTS.join(', ')})
    SELECT d.workspace_id, ${of}, d.agent_id,
      coalesce(d.provider_id, '00000000-0000-0000-0000-000000000000'), max(d.provider_kind), d.model,
      ${COUNTS.map((name) => `sum(d.${name})`).join(', ')}
    FROM ${ADDED}
    GROUP BY 1, 2, 3, 4, d.model ORDER BY 1, 2, 3, 4, 6
    ON CONFLICT (workspace_id, ${column}, agent_id, provider_id, model) DO UPDATE SET
      ${COUNTS.map((name) => `${name} = t.${name} + excluded.${name}`).join(', ')};`;

const FACTS = [
  ...['provider_id', 'provider_kind', 'model', 'shape', 'streamed', 'outcome', 'status', 'error_code'],
  ...['input_tokens', 'output_tokens', 'cached_input_tokens', 'reasoning_tokens', 'latency_ms'],
  ...['first_token_ms', 'cost_usd', 'price_source', 'attempts'],
];

/**
 * Books calls that are over, all of them or none: their rows, the sums, what budgets have spent, and the end of what
 * was set aside. A call is booked once, however often it is handed in. Outcome `released`: the call was never made.
 * `lost`: booked only while it is still set aside; one that ends later after all takes its place.
 * @returns whether readers of events have something to read
 */
export const SETTLE_MODEL_CALLS = `
CREATE FUNCTION settle_model_calls(p_calls jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  v_calls settled_model_call[];
  v_gone uuid[];
  v_fresh uuid[];
  v_late uuid[];
  v_window uuid;
  v_news boolean := false;
BEGIN
  v_calls := array(SELECT c FROM jsonb_populate_recordset(NULL::settled_model_call, p_calls) c);

  PERFORM 1 FROM model_reservations WHERE id IN (SELECT id FROM unnest(v_calls)) ORDER BY id FOR UPDATE;
  WITH gone AS (DELETE FROM model_reservations WHERE id IN (SELECT id FROM unnest(v_calls)) RETURNING id)
    SELECT coalesce(array_agg(id), '{}') INTO v_gone FROM gone;

  WITH written AS (
    INSERT INTO model_calls (id, at, workspace_id, agent_id, ${FACTS.join(', ')})
      SELECT c.id, c.at, c.workspace_id, c.agent_id, ${FACTS.map((name) => `c.${name}`).join(', ')}
      FROM unnest(v_calls) c
      WHERE c.outcome <> 'released' AND (c.outcome <> 'lost' OR c.id = ANY (v_gone)) ORDER BY c.id
      ON CONFLICT (id, at) DO NOTHING RETURNING id)
    SELECT coalesce(array_agg(id), '{}') INTO v_fresh FROM written;
  WITH corrected AS (
    UPDATE model_calls m SET ${FACTS.map((name) => `${name} = c.${name}`).join(', ')}
      FROM unnest(v_calls) c
      WHERE m.id = c.id AND m.at = c.at AND m.outcome = 'lost' AND c.outcome NOT IN ('lost', 'released', 'refused')
        AND c.id <> ALL (v_fresh)
      RETURNING m.id)
    SELECT coalesce(array_agg(id), '{}') INTO v_late FROM corrected;
${sums('model_usage_hours', 'hour', `date_trunc('hour', d.at, 'UTC')`)}
${sums('model_usage_days', 'day', `(d.at AT TIME ZONE s.time_zone)::date`)}

  PERFORM 1 FROM budgets WHERE id IN (
    SELECT (a->>'budgetId')::uuid FROM unnest(v_calls) c CROSS JOIN jsonb_array_elements(c.amounts) a)
    ORDER BY id FOR NO KEY UPDATE;
  UPDATE budget_windows w SET spent = w.spent + d.spent, reserved = w.reserved - d.reserved, untold = true
    FROM (
      SELECT (a->>'windowId')::uuid AS id,
        sum(CASE WHEN c.id = ANY (v_gone) THEN (a->>'amount')::numeric ELSE 0 END) AS reserved,
        sum(CASE WHEN c.outcome = 'lost' AND c.id = ANY (v_fresh) THEN (a->>'amount')::numeric
          WHEN c.id = ANY (v_fresh || v_late) THEN
            CASE a->>'unit' WHEN 'usd' THEN coalesce(c.cost_usd, 0)
              ELSE coalesce(c.input_tokens, 0) + coalesce(c.output_tokens, 0) END
            - CASE WHEN c.id = ANY (v_late) THEN (a->>'amount')::numeric ELSE 0 END
          ELSE 0 END) AS spent
      FROM unnest(v_calls) c CROSS JOIN jsonb_array_elements(c.amounts) a GROUP BY 1) d
    WHERE w.id = d.id;
  FOR v_window IN
    SELECT w.id FROM budget_windows w JOIN budgets b ON b.id = w.budget_id
    WHERE w.id IN (
      SELECT (a->>'windowId')::uuid FROM unnest(v_calls) c CROSS JOIN jsonb_array_elements(c.amounts) a)
    ORDER BY b.workspace_id, b.agent_id, b.id
  LOOP
    v_news := tell_budget_window(v_window, false) OR v_news;
  END LOOP;
  RETURN v_news;
END $$`;
