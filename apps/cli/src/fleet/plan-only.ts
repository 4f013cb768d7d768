import { EXIT } from '../remote/exit-codes';
import { jsonText } from '../system/json-text';
import { refuseUnknownTargets } from './apply-fleet';
import type { FleetSource } from './fleet-source';
import { makePlan, type FleetPlace, type PlanRequest } from './make-plan';
import { hasChanges } from './plan';
import { planJson, renderPlan } from './render-plan';

/** Plans and prints. @returns the exit code: 2 when something is not as the file wants it */
export async function planOnly(
  place: FleetPlace,
  source: FleetSource,
  request: PlanRequest,
  { json }: { json: boolean },
): Promise<number> {
  const made = await makePlan(place, source, request, process.env);
  refuseUnknownTargets(made);
  console.log(json ? jsonText(planJson(made.plan), 2) : renderPlan(made.plan));
  return hasChanges(made.plan) ? EXIT.changes : EXIT.ok;
}
