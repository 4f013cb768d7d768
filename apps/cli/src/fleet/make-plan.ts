import { createHash } from 'node:crypto';
import type { Actual } from './actual';
import type { FleetApi } from './fleet-api';
import type { FleetSource } from './fleet-source';
import type { Plan } from './plan';
import { onlyTargets, planFleet } from './planner';
import { ProviderKeys } from './provider-keys';
import { readActual, readsOf } from './read-actual';

/** Where a fleet file is compared and carried out. */
export interface FleetPlace {
  api: FleetApi;
  workspace: Actual['workspace'];
  /** Of the account; null with an API key. */
  userId: string | null;
}

/** What of a plan is asked for. */
export interface PlanRequest {
  prune: boolean;
  keepData: boolean;
  targets: readonly string[];
}

/** A plan with what it was made from. */
export interface MadePlan {
  plan: Plan;
  actual: Actual;
  keys: ProviderKeys;
  /** Targets that name nothing. */
  unknownTargets: string[];
}

/** Reads what there is and plans. Changes nothing. */
export async function makePlan(
  place: FleetPlace,
  { fleet, directory }: FleetSource,
  { prune, keepData, targets }: PlanRequest,
  environment: NodeJS.ProcessEnv,
): Promise<MadePlan> {
  const keys = await ProviderKeys.of(fleet.providers ?? [], directory, environment);
  const actual = await readActual(place.api, place.workspace, place.userId, readsOf(fleet));
  const whole = planFleet(fleet, actual, { prune, keepData, keys: keys.known() });
  const { plan, unknown } = onlyTargets(whole, targets);
  return { plan, actual, keys, unknownTargets: unknown };
}

/** The same for the same plan. What an agent is doing just now is no part of it. */
export function planDigest({ workspace, actions }: Plan): string {
  const told = actions.map(({ id, act, changes, note, actual }) => {
    const there = actual && ('userId' in actual ? actual.userId : actual.id);
    return [id, act, changes, note, there];
  });
  return createHash('sha256')
    .update(JSON.stringify([workspace.id, told]))
    .digest('hex');
}
