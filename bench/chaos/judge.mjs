// The verdict: everything the run left behind, compared with everything it was asked for.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { duplicateEffects, unexplainedHeals } from './effects.mjs';
import { gather, violation } from './evidence.mjs';
import { lostWork } from './intentions.mjs';
import { orphans, stuckWork, unreachable } from './remains.mjs';
import { toldWrong } from './told.mjs';

const CATEGORIES = ['lost', 'duplicates', 'stuck', 'orphans', 'deadlocks', 'crashes'];

/**
 * @param run `plane`, `journal`, `planted`: agents put on the target without a record, `handed`: result of the
 * handover, `settled`: result of settling
 * @returns the figures, the violations, and what they were judged by
 */
export async function judge({ plane, journal, planted, handed, settled }) {
  const evidence = await gather(plane, journal);
  const violations = [
    ...handed.violations,
    ...lostWork(evidence, journal),
    ...duplicateEffects(evidence, journal),
    ...unexplainedHeals(evidence, journal),
    ...stuckWork(evidence),
    ...orphans(evidence, planted),
    ...(await unreachable(evidence)),
    ...(await toldWrong(plane, evidence)),
    ...journal.oddities.map((oddity) => violation('lost', oddity.agentId, JSON.stringify(oddity))),
    ...deadlocks(plane),
    ...plane.unexpectedEnds().map((end) => violation('crashes', null, JSON.stringify(end))),
  ];
  const counts = CATEGORIES.map((category) => [
    category,
    violations.filter((one) => one.category === category).length,
  ]);
  const inTime = settled.seconds <= settled.limitSeconds;
  const figures = {
    ...Object.fromEntries(counts),
    ...{ settledSeconds: settled.seconds, settledWithin: settled.limitSeconds },
    ...activity(evidence, journal),
    handover: handed.result,
    load: Number(loadavg()[1].toFixed(1)),
    met: violations.length === 0 && inTime,
  };
  return { figures, violations, evidence };
}

/** What was going on, so that it can be seen that the verdict is about something. */
function activity({ ledger, deployments }, journal) {
  const accepted = journal.requests.filter(({ deploymentId }) => deploymentId);
  return {
    ...{ requests: accepted.length, effects: ledger.length, kills: journal.count(journal.faults, 'kind') },
    ...{ operations: journal.count(accepted, 'kind'), ended: journal.count(deployments, 'status') },
    heals: deployments.filter(({ kind }) => kind === 'heal').length,
    takenOver: deployments.filter(({ attempts }) => attempts > 1).length,
    refused: journal.requests.filter(({ status }) => status === 404 || status === 409).length,
    resent: journal.requests.filter(({ sends }) => sends > 1).length,
    repeated: journal.requests.filter(({ repeated }) => repeated).length,
    unanswered: journal.unanswered.length,
  };
}

/** Transactions that waited for each other, as PostgreSQL tells of them: each is an error to somebody. */
function deadlocks({ postgres }) {
  const lines = readFileSync(postgres.process.logFile, 'utf8').split('\n');
  return lines
    .filter((line) => line.includes('deadlock detected'))
    .map((line) => violation('deadlocks', null, line));
}
