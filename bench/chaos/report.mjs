// What is printed: a table, one line of JSON, and of every violation what is needed to understand it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SHOWN_AGENTS = 5;
const AROUND_MS = 1_500;

/** Prints of each violated agent its deployments, effects, edits and the faults nearby, in the order of time. */
export function explain(violations, { histories }, journal) {
  for (const { category, agentId, what } of violations)
    console.log(`${category}: ${agentId ?? '–'}: ${what}`);
  const agents = [...new Set(violations.map(({ agentId }) => agentId).filter((id) => histories.has(id)))];
  for (const agentId of agents.slice(0, SHOWN_AGENTS)) {
    const history = histories.get(agentId);
    console.log(`\n── agent ${agentId}: ${JSON.stringify(history.agent)}`);
    for (const { at, text } of timeline(history, journal, agentId)) {
      console.log(`${new Date(at).toISOString().slice(11)}  ${text}`);
    }
  }
  if (agents.length > SHOWN_AGENTS) console.log(`… and ${agents.length - SHOWN_AGENTS} more agents`);
}

function timeline({ deployments, effects, edits }, journal, agentId) {
  const lines = [];
  const add = (at, text) => at !== null && lines.push({ at, text });
  for (const one of deployments) {
    const name = `${one.kind} g${one.generation} ${one.id}`;
    add(
      one.created_at,
      `asked    ${name}${one.reason ? ` because ${one.reason}` : ''} ${JSON.stringify(one.options)}`,
    );
    add(one.started_at, `taken up ${name}`);
    const ending = `${one.status} after ${one.attempts} takes, ${one.faults} faults`;
    const why = one.error_code ? `: ${one.error_code}, ${one.error_detail}` : '';
    add(one.finished_at ?? Date.now(), `ended    ${name}: ${ending}${why} [${one.steps.join(' ')}]`);
  }
  for (const { at, sequence, effect, generation } of effects) {
    add(at, `effect   #${sequence} ${effect} g${generation}`);
  }
  for (const { at, edit, after } of edits) add(at, `by hand  ${edit} (after #${after})`);
  for (const { askedAt, answeredAt, kind, status, code, sends } of journal.requests.filter(
    (request) => request.agentId === agentId,
  )) {
    add(
      answeredAt ?? askedAt,
      `answered ${kind}: ${status} ${code ?? ''} after ${sends} sends since ${new Date(askedAt).toISOString().slice(11)}`,
    );
  }
  const first = Math.min(...lines.map(({ at }) => at));
  for (const { kind, detail, from, until } of journal.faults) {
    const near = lines.some(({ at }) => at >= from - AROUND_MS && at <= until + AROUND_MS);
    if (near && from >= first && kind !== 'edit-by-hand')
      add(from, `fault    ${kind} ${detail} (${until - from} ms)`);
  }
  return lines.sort((a, b) => a.at - b.at);
}

/** Writes all that was judged by into a directory. */
export function keep(directory, evidence, journal, violations) {
  const { agents, deployments, ledger, world } = evidence;
  const all = { violations, agents, deployments, ledger, world: [...world.values()], ...journal };
  for (const [name, value] of Object.entries(all)) {
    writeFileSync(join(directory, `${name}.json`), JSON.stringify(value, null, 1));
  }
}

/** The table for a person. */
export function table(result) {
  const {
    lost,
    duplicates,
    stuck,
    orphans,
    deadlocks,
    crashes,
    settledSeconds,
    settledWithin,
    handover,
    kills,
  } = result;
  const row = (value, unit, bar) => ({ value, unit, bar });
  console.table({
    points: row(result.points, 'faults'),
    ...Object.fromEntries(Object.entries(kills).map(([kind, count]) => [`  ${kind}`, row(count, 'faults')])),
    requests: row(result.requests, 'accepted'),
    effects: row(result.effects, 'in the ledger'),
    lost: row(lost, '', 0),
    duplicates: row(duplicates, '', 0),
    stuck: row(stuck, '', 0),
    orphans: row(orphans, '', 0),
    deadlocks: row(deadlocks, '', 0),
    crashes: row(crashes, '', 0),
    settled: row(settledSeconds, 's after the last fault', settledWithin),
    'handed over': row(handover.takenOverSeconds, `s, ${handover.takenOver} deployments`, 5),
  });
}
