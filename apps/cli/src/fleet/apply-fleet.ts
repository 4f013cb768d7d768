import { plainLine } from '@nora/contracts';
import { randomUUID } from 'node:crypto';
import { EXIT } from '../remote/exit-codes';
import { ask } from '../remote/prompts';
import { CliError } from '../system/errors';
import { printJson } from '../system/json-text';
import { ApplyContext } from './apply-context';
import { applyPlan, type ApplyReport } from './apply-plan';
import { ApplyProgress, describeOutcomes } from './apply-progress';
import { DeploymentWatch } from './deployment-watch';
import type { FleetSource } from './fleet-source';
import { makePlan, planDigest, type FleetPlace, type MadePlan, type PlanRequest } from './make-plan';
import { isComplete } from './outcome';
import { hasChanges, summaryOf } from './plan';
import { planJson, renderPlan } from './render-plan';

/** How a fleet file is applied. */
export interface ApplyRequest extends PlanRequest {
  /** Whether nobody is asked. */
  yes: boolean;
  json: boolean;
  wait: boolean;
  parallel: number;
  testProviders: boolean;
}

const SILENT: ApplyReport = { begun: () => undefined, ended: () => undefined };

/**
 * Plans, asks, and carries out.
 * @returns the exit code
 * @throws CliError where nothing can be done
 */
export async function applyFleet(
  place: FleetPlace,
  source: FleetSource,
  request: ApplyRequest,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const plan = () => makePlan(place, source, request, environment);
  const made = await plan();
  refuseUnknownTargets(made);
  if (!request.json) console.log(renderPlan(made.plan));
  if (!hasChanges(made.plan)) {
    if (request.json) printJson({ ...planJson(made.plan), outcomes: [] });
    return EXIT.ok;
  }
  refuseWithoutSession(place, made);
  if (!request.yes) {
    await confirm(made, request);
    // A person takes their time, and others go on meanwhile.
    if (planDigest((await plan()).plan) !== planDigest(made.plan)) {
      const message =
        'the workspace was changed since the plan was shown: nothing was done, look at it again';
      throw new CliError(message, EXIT.refused);
    }
  }
  return carryOut(place, made, request);
}

/** @throws CliError that names what was asked for and is not there */
export function refuseUnknownTargets({ unknownTargets }: MadePlan): void {
  if (unknownTargets.length === 0) return;
  const message = `--target ${unknownTargets.join(', ')}: the plan has no such thing (agents, or agents/<name>)`;
  throw new CliError(message, EXIT.usage);
}

/** An API key neither says who belongs to a workspace nor what may be spent. */
function refuseWithoutSession({ userId }: FleetPlace, { plan }: MadePlan): void {
  if (userId !== null) return;
  const closed = ['budgets', 'members'] as const;
  const parts = closed.filter((part) =>
    plan.actions.some(({ section, act }) => section === part && act !== 'none'),
  );
  if (parts.length === 0) return;
  const message = `${parts.join(' and ')} are changed by a person alone, and this is an API key: nothing was done.`;
  const remedy =
    'Leave that part out of the file, choose others with --target, or sign in: nora login --email.';
  throw new CliError(`${message} ${remedy}`, EXIT.forbidden);
}

async function carryOut(place: FleetPlace, made: MadePlan, request: ApplyRequest): Promise<number> {
  const stop = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    stop.abort(new Error('interrupted'));
    console.error('\nnora: nothing new is asked for; what is under way is told of (again: end at once)');
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const watch = new DeploymentWatch(place.api, place.workspace.id, stop.signal);
  try {
    if (request.wait) watch.open();
    const { none, ...changing } = summaryOf(made.plan);
    const total = Object.values(changing).reduce((sum, count) => sum + count, 0);
    const progress = request.json ? null : new ApplyProgress(process.stdout, total);
    const options = { ...request, signal: stop.signal };
    const context = new ApplyContext(place.api, made.actual, made.keys, options, watch, randomUUID());
    const outcomes = await applyPlan(context, made.plan, progress ?? SILENT);
    progress?.clear();
    if (request.json) printJson({ ...planJson(made.plan), outcomes });
    else console.log(`\n${describeOutcomes(outcomes)}${none > 0 ? ` ${none} unchanged.` : ''}`);
    if (isComplete(outcomes)) return EXIT.ok;
    return stop.signal.aborted ? EXIT.interrupted : EXIT.failed;
  } finally {
    watch.close();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function confirm({ plan }: MadePlan, { json }: ApplyRequest): Promise<void> {
  if (json || !process.stdin.isTTY) {
    throw new CliError('nobody can be asked here: look at the plan, then say --yes', EXIT.usage);
  }
  const { delete: deleted } = summaryOf(plan);
  const loss = deleted > 0 ? `${deleted} will be deleted. ` : '';
  const question = `\n${loss}Apply this to ${plainLine(plan.workspace.name)}? Type yes: `;
  const answer = await ask(question).catch((error: unknown) => {
    throw new CliError('nothing was done', EXIT.interrupted, { cause: error });
  });
  if (answer.toLowerCase() !== 'yes') throw new CliError('not confirmed; nothing was done', EXIT.usage);
}
