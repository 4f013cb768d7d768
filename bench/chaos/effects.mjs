// Duplicate effects: what took place more often than it was asked for. Judged by the target's own ledger.
import { CLOCK_SLACK_MS, deploymentOf, faultsBetween, violation } from './evidence.mjs';

/** Edits after which a runtime has to be started, or made, once more. */
const ENDS = ['crash', 'stop', 'removeRuntime'];
const CHANGES = ['setLimits', 'detach'];
/** Effects that only a deployment has; the reconciler itself only stops and removes. */
const MAKING = ['storage', 'network', 'create', 'import', 'inject', 'amend', 'start'];
/** A call whose caller is gone may take place a moment later. */
const LATE_MS = 1_000;

export function duplicateEffects({ ledger, histories }, journal) {
  const images = ledger.filter(({ effect }) => effect === 'image');
  const found = [];
  if (images.length !== 1)
    found.push(violation('duplicates', null, `the image was built ${images.length} times`));
  for (const history of histories.values()) {
    found.push(...ofAgent(history), ...ofDeployments(history, journal));
  }
  return found;
}

function ofAgent(history) {
  const { agent, effects } = history;
  const count = (name) => effects.filter(({ effect }) => effect === name).length;
  const found = [];
  const most = (name, limit) => {
    if (count(name) > limit) {
      found.push(violation('duplicates', agent.id, `${name} took place ${count(name)} times, not ${limit}`));
    }
  };
  most('storage', 1 + count('remove-storage'));
  most('network', 1 + count('remove-network'));
  most('import', 1 + count('remove-storage'));
  return [...found, ...repeatedCreates(history), ...startsWithoutEnd(history)];
}

/** Of one generation no second creation, unless the first was removed by hand or the plan was to go back. */
function repeatedCreates({ agent, deployments, effects, edits }) {
  const found = [];
  for (const { generation, steps, attempts } of deployments) {
    const creates = effects.filter((entry) => entry.effect === 'create' && entry.generation === generation);
    const removed = edits.filter(
      ({ edit, after }) =>
        edit === 'removeRuntime' && after >= creates[0]?.sequence && after < creates.at(-1).sequence,
    );
    const recovered = steps.includes('recover') ? attempts : 0;
    const limit = 1 + removed.length + recovered;
    if (creates.length <= limit) continue;
    found.push(
      violation(
        'duplicates',
        agent.id,
        `generation ${generation} was created ${creates.length} times, not ${limit}`,
      ),
    );
  }
  return found;
}

/** Between two starts lies an end: a stop, a removal, or what was done by hand. */
function startsWithoutEnd({ agent, effects, edits }) {
  const found = [];
  let running = null;
  for (const entry of effects) {
    const endedByHand = edits.some(
      ({ edit, after }) =>
        ENDS.includes(edit) && running && after >= running.sequence && after < entry.sequence,
    );
    if (endedByHand) running = null;
    if (entry.effect === 'stop' || entry.effect === 'remove-runtime') running = null;
    if (entry.effect !== 'start') continue;
    if (running) {
      found.push(
        violation(
          'duplicates',
          agent.id,
          `started at ${entry.sequence} while it ran since ${running.sequence}`,
        ),
      );
    }
    running = entry;
  }
  return found;
}

/** What one deployment did, however many workers took it up. */
function ofDeployments(history, journal) {
  const { agent, deployments, effects, edits } = history;
  const found = [];
  const tallies = new Map(deployments.map(({ id }) => [id, {}]));
  for (const entry of effects) {
    const deployment = deploymentOf(history, entry);
    if (!MAKING.includes(entry.effect) && entry.effect !== 'stop') continue;
    if (deployment && !isOver(deployment, entry, journal)) {
      const tally = tallies.get(deployment.id);
      tally[entry.effect] = (tally[entry.effect] ?? 0) + 1;
    } else if (MAKING.includes(entry.effect) && !isLate(deployments, entry)) {
      found.push(
        violation(
          'duplicates',
          agent.id,
          `${entry.effect} at ${entry.sequence} without a deployment in flight`,
        ),
      );
    }
  }
  for (const deployment of deployments) {
    const tally = tallies.get(deployment.id);
    const during = (names) => editsDuring(edits, names, deployment);
    const again = deployment.steps.includes('recover') ? deployment.attempts + 1 : 0;
    const limits = {
      start: 1 + during(ENDS) + again,
      stop: 1 + during(ENDS) + again,
      inject: Math.max(1, tally.create ?? 0) + again,
      amend: 1 + during(CHANGES) + again,
    };
    for (const [effect, limit] of Object.entries(limits)) {
      if ((tally[effect] ?? 0) <= limit) continue;
      const what = `one ${deployment.kind} (generation ${deployment.generation}) had ${tally[effect]} × ${effect}, not ${limit}`;
      found.push(violation('duplicates', agent.id, what));
    }
  }
  return found;
}

/** Whether the deployment had ended before an effect. */
function isOver({ finished_at }, { at }) {
  return finished_at !== null && at > finished_at + CLOCK_SLACK_MS;
}

/** What a deployment that was called off had asked for may still come, when its target goes on with it. */
function isLate(deployments, { at }) {
  return deployments.some(
    ({ status, finished_at }) => status === 'cancelled' && at >= finished_at && at - finished_at <= LATE_MS,
  );
}

function editsDuring(edits, names, { started_at, finished_at }) {
  const until = finished_at ?? Infinity;
  return edits.filter(
    ({ edit, at }) =>
      names.includes(edit) && at >= started_at - CLOCK_SLACK_MS - LATE_MS && at <= until + CLOCK_SLACK_MS,
  ).length;
}

/** Repairs that nothing made by hand explains: Nora broke something itself, and healing would hide it. */
export function unexplainedHeals({ histories }, journal) {
  const found = [];
  for (const { agent, deployments, edits } of histories.values()) {
    for (const heal of deployments.filter(({ kind }) => kind === 'heal')) {
      const before = deployments.filter(({ generation }) => generation < heal.generation);
      const since =
        before.findLast(({ kind, status }) => status === 'succeeded' && kind !== 'rename')?.started_at ?? 0;
      const touched = edits.some(({ at }) => at >= since - LATE_MS && at <= heal.created_at + LATE_MS);
      const calledOff = before.at(-1)?.status === 'cancelled' && goesOn(journal, before.at(-1).finished_at);
      if (!touched && !calledOff) {
        found.push(
          violation('duplicates', agent.id, `healed by nobody's fault: ${heal.reason} (${heal.id})`),
        );
      }
    }
  }
  return found;
}

/** Whether the target went on with abandoned calls at a moment. */
function goesOn(journal, moment) {
  return faultsBetween(journal, ['kill-worker-at-effect'], moment - 2 * LATE_MS, moment + 2 * LATE_MS).some(
    ({ detail }) => detail.includes('finish'),
  );
}
