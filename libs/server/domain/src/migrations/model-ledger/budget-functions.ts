/**
 * The period of a budget that a moment lies in, by the calendar of a time zone. An hour is an hour of the clock, also
 * where the clock is set back; a day whose midnight does not exist begins with its first moment.
 */
export const BUDGET_WINDOW_OF = `
CREATE FUNCTION budget_window_of(p_period text, p_zone text, p_at timestamptz, p_since timestamptz,
  OUT starts_at timestamptz, OUT ends_at timestamptz)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_period = 'total' THEN
    starts_at := p_since;
    RETURN;
  END IF;
  starts_at := date_trunc(p_period, p_at, p_zone);
  IF p_period = 'hour' THEN
    ends_at := starts_at + interval '1 hour';
  ELSE
    ends_at := (date_trunc(p_period, p_at AT TIME ZONE p_zone) + ('1 ' || p_period)::interval) AT TIME ZONE p_zone;
  END IF;
END $$`;

/**
 * Tells once in a period what a budget has reached, and stops the models of those it is for when it is used up and
 * says so. The caller holds the lock of the budget. Members of a tenant are not told of the installation's budgets,
 * only that their models are stopped.
 * @returns whether readers of events have something to read
 */
export const TELL_BUDGET_WINDOW = `
CREATE FUNCTION tell_budget_window(p_window uuid, p_refused boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  b budgets%ROWTYPE;
  w budget_windows%ROWTYPE;
  v_full boolean;
  v_reached smallint;
  v_scope text;
  v_reason text;
  v_facts jsonb;
  v_news boolean := false;
BEGIN
  SELECT * INTO w FROM budget_windows WHERE id = p_window;
  IF NOT FOUND OR w.ends_at <= clock_timestamp() THEN RETURN false; END IF;
  SELECT * INTO b FROM budgets WHERE id = w.budget_id;
  IF NOT b.enabled THEN RETURN false; END IF;
  v_full := p_refused OR w.spent >= b.amount;
  v_reached := (SELECT max(t) FROM unnest(b.thresholds) t WHERE w.spent * 100 >= b.amount * t);
  IF v_full THEN v_reached := 100; END IF;
  IF coalesce(v_reached, 0) <= w.told AND NOT p_refused THEN RETURN false; END IF;
  IF v_reached > w.told THEN
    UPDATE budget_windows SET told = v_reached WHERE id = p_window;
    IF b.workspace_id IS NOT NULL THEN
      v_facts := jsonb_build_object('budgetId', b.id, 'agentId', b.agent_id, 'unit', b.unit, 'limit', b.amount::text,
        'spent', w.spent::text, 'reserved', w.reserved::text, 'name', b.name,
        'resetsAt', to_char(w.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
      INSERT INTO events (workspace_id, type, payload)
        SELECT b.workspace_id, 'budget.threshold-reached', v_facts || jsonb_build_object('threshold', t)
        FROM unnest(b.thresholds) t
        WHERE t > w.told AND w.spent * 100 >= b.amount * t AND t < 100 ORDER BY t;
      IF v_full THEN
        INSERT INTO events (workspace_id, type, payload)
          VALUES (b.workspace_id, 'budget.exhausted', v_facts || jsonb_build_object('threshold', 100));
      END IF;
      v_news := true;
    END IF;
  END IF;
  IF NOT v_full OR b.action <> 'pause' THEN RETURN v_news; END IF;
  v_scope := CASE WHEN b.agent_id IS NOT NULL THEN 'agent' WHEN b.workspace_id IS NOT NULL THEN 'workspace'
    ELSE 'installation' END;
  v_reason := CASE v_scope WHEN 'installation' THEN 'A budget of the installation is used up.'
    ELSE 'The budget “' || b.name || '” is used up.' END;
  DELETE FROM model_stops WHERE scope = v_scope AND kind = 'budget' AND until <= clock_timestamp()
    AND workspace_id IS NOT DISTINCT FROM b.workspace_id AND agent_id IS NOT DISTINCT FROM b.agent_id;
  INSERT INTO model_stops (id, scope, workspace_id, agent_id, kind, reason, until)
    VALUES (gen_random_uuid(), v_scope, b.workspace_id, b.agent_id, 'budget', v_reason, w.ends_at)
    ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    UPDATE model_stops SET until = CASE WHEN w.ends_at IS NULL THEN NULL ELSE greatest(until, w.ends_at) END
      WHERE scope = v_scope AND kind = 'budget' AND until IS NOT NULL
        AND workspace_id IS NOT DISTINCT FROM b.workspace_id AND agent_id IS NOT DISTINCT FROM b.agent_id;
    RETURN v_news;
  END IF;
  INSERT INTO events (workspace_id, type, payload)
    SELECT id, 'models.stopped', jsonb_build_object('scope', v_scope, 'kind', 'budget', 'agentId', b.agent_id,
      'reason', v_reason)
    FROM workspaces WHERE deleted_at IS NULL AND id = coalesce(b.workspace_id, id);
  RETURN true;
END $$`;

/**
 * Tells readers what is spent and set aside of the budgets where that has changed, each at most so often. Never waits
 * for, and hardly ever holds up, those that admit calls.
 * @returns how many were told of
 */
export const TELL_SPENT_BUDGETS = `
CREATE FUNCTION tell_spent_budgets(p_seconds double precision) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  v_budgets uuid[];
  v_count integer;
BEGIN
  SELECT array_agg(l.id) INTO v_budgets FROM (
    SELECT b.id FROM budgets b WHERE b.id IN (
      SELECT budget_id FROM budget_windows WHERE untold
        AND (spent_told_at IS NULL OR spent_told_at <= clock_timestamp() - make_interval(secs => p_seconds)))
    ORDER BY b.id FOR NO KEY UPDATE SKIP LOCKED) l;
  IF v_budgets IS NULL THEN RETURN 0; END IF;
  WITH told AS (
    UPDATE budget_windows SET untold = false, spent_told_at = clock_timestamp()
    WHERE budget_id = ANY (v_budgets) AND untold
      AND (spent_told_at IS NULL OR spent_told_at <= clock_timestamp() - make_interval(secs => p_seconds))
    RETURNING *)
  INSERT INTO events (workspace_id, type, payload)
    SELECT b.workspace_id, 'budget.spent', jsonb_build_object('budgetId', b.id, 'agentId', b.agent_id, 'unit', b.unit,
      'limit', b.amount::text, 'spent', t.spent::text, 'reserved', t.reserved::text)
    FROM told t JOIN budgets b ON b.id = t.budget_id
    WHERE b.workspace_id IS NOT NULL AND (t.ends_at IS NULL OR t.ends_at > clock_timestamp());
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END $$`;
