/**
 * Admits a call of a model, and sets its ceiling aside, in one round trip. Budgets are locked in the order of their
 * ids, here and wherever else several are, so that none waits in a circle; the lock of a budget guards its periods.
 * The commit is not waited for, except of the first call in a period: what a crash of PostgreSQL takes back with it is
 * booked when the call is over, for which the period must be there.
 * @returns what \`Admission\` of the ledger is read from
 */
export const RESERVE_MODEL_CALL = `
CREATE FUNCTION reserve_model_call(p_call uuid, p_at timestamptz, p_holder uuid, p_agent uuid, p_key_hash text,
  p_revision integer, p_provider uuid, p_kind text, p_model text, p_shape text, p_streamed boolean, p_tokens bigint,
  p_cost numeric)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  v_workspace uuid;
  v_policy text;
  v_stop model_stops%ROWTYPE;
  b budgets%ROWTYPE;
  w budget_windows%ROWTYPE;
  v_starts timestamptz;
  v_ends timestamptz;
  v_need numeric;
  v_scope text;
  v_unpriced boolean := false;
  v_refused jsonb;
  v_refused_ends timestamptz;
  v_full uuid[] := '{}';
  v_news boolean := false;
  v_windows uuid[] := '{}';
  v_needs numeric[] := '{}';
  v_amounts jsonb := '[]';
  v_window uuid;
  v_commit text := current_setting('synchronous_commit');
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  SELECT s.id, s.unknown_price INTO v_workspace, v_policy
    FROM agents a
    JOIN workspaces s ON s.id = a.workspace_id
    JOIN agent_credentials c ON c.agent_id = a.id AND c.model_key_hash = p_key_hash
    JOIN agent_models m ON m.agent_id = a.id AND m.revision = p_revision
    WHERE a.id = p_agent AND a.status <> 'deleted' AND (p_provider IS NULL OR EXISTS (
      SELECT 1 FROM model_providers p WHERE p.id = p_provider AND p.workspace_id = a.workspace_id AND p.enabled));
  IF NOT FOUND THEN RETURN '{"is":"stale"}'; END IF;

  SELECT * INTO v_stop FROM model_stops
    WHERE (until IS NULL OR until > clock_timestamp()) AND (scope = 'installation'
      OR (scope = 'workspace' AND workspace_id = v_workspace) OR (scope = 'agent' AND agent_id = p_agent))
    ORDER BY kind = 'kill' DESC, scope = 'installation' DESC, scope = 'workspace' DESC, until DESC NULLS FIRST LIMIT 1;
  IF FOUND THEN
    RETURN jsonb_build_object('is', 'stopped', 'stop', jsonb_build_object('scope', v_stop.scope, 'kind', v_stop.kind,
      'reason', v_stop.reason, 'until', v_stop.until));
  END IF;

  FOR b IN
    SELECT * FROM budgets WHERE enabled AND (workspace_id IS NULL
      OR (workspace_id = v_workspace AND (agent_id IS NULL OR agent_id = p_agent)))
    ORDER BY id FOR NO KEY UPDATE
  LOOP
    IF b.unit = 'usd' AND p_cost IS NULL AND v_policy = 'refuse' THEN v_unpriced := true; END IF;
    SELECT * INTO v_starts, v_ends FROM budget_window_of(b.period,
      -- Read behind the lock of the budget: who gives the workspace another calendar moves the periods under it.
      coalesce((SELECT s.time_zone FROM workspaces s WHERE s.id = b.workspace_id), 'UTC'), clock_timestamp(),
      b.created_at);
    SELECT * INTO w FROM budget_windows WHERE budget_id = b.id AND starts_at = v_starts;
    IF NOT FOUND THEN
      INSERT INTO budget_windows (budget_id, starts_at, ends_at) VALUES (b.id, v_starts, v_ends) RETURNING * INTO w;
      PERFORM set_config('synchronous_commit', v_commit, true);
    END IF;
    v_need := CASE b.unit WHEN 'usd' THEN coalesce(p_cost, 0) ELSE p_tokens END;
    IF w.spent + w.reserved + v_need > b.amount OR w.spent >= b.amount THEN
      v_scope := CASE WHEN b.agent_id IS NOT NULL THEN 'agent' WHEN b.workspace_id IS NOT NULL THEN 'workspace'
        ELSE 'installation' END;
      IF w.spent + v_need > b.amount OR w.spent >= b.amount THEN v_full := v_full || w.id; END IF;
      -- The one that keeps the caller waiting longest says when to come back.
      IF v_refused IS NULL OR (v_refused_ends IS NOT NULL AND (w.ends_at IS NULL OR w.ends_at > v_refused_ends)) THEN
        v_refused_ends := w.ends_at;
        v_refused := jsonb_build_object('is', 'exhausted', 'resetsAt', w.ends_at,
          'momentary', w.spent + v_need <= b.amount AND w.spent < b.amount,
          'pauses', b.action = 'pause',
          'budget', jsonb_build_object('id', b.id, 'name', b.name, 'scope', v_scope, 'unit', b.unit,
            'period', b.period, 'amount', b.amount::text, 'spent', w.spent::text, 'reserved', w.reserved::text));
      END IF;
    END IF;
    v_windows := v_windows || w.id;
    v_needs := v_needs || v_need;
    v_amounts := v_amounts || jsonb_build_object('budgetId', b.id, 'windowId', w.id, 'unit', b.unit,
      'amount', v_need::text);
  END LOOP;

  IF v_refused IS NOT NULL THEN
    FOR v_window IN
      SELECT f.id FROM unnest(v_full) f(id) JOIN budget_windows x ON x.id = f.id JOIN budgets y ON y.id = x.budget_id
      ORDER BY y.workspace_id, y.agent_id, y.id
    LOOP
      v_news := tell_budget_window(v_window, true) OR v_news;
    END LOOP;
    RETURN v_refused || jsonb_build_object('news', v_news);
  END IF;
  IF v_unpriced THEN RETURN '{"is":"unpriced"}'; END IF;

  UPDATE budget_windows x SET reserved = x.reserved + n.need, untold = true
    FROM unnest(v_windows, v_needs) AS n(id, need) WHERE x.id = n.id;
  INSERT INTO model_reservations (id, agent_id, workspace_id, holder_id, provider_id, provider_kind, model, shape,
      streamed, tokens, cost_usd, amounts, created_at)
    VALUES (p_call, p_agent, v_workspace, p_holder, p_provider, p_kind, p_model, p_shape, p_streamed, p_tokens, p_cost,
      v_amounts, p_at);
  RETURN jsonb_build_object('is', 'admitted', 'amounts', v_amounts);
END $$`;
