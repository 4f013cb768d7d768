import type { ModelStopKind, ModelStopScope } from '@nora/contracts';
import type { ModelPause, ModelStop } from '@nora/data-access';
import type { StatusLook } from '@nora/ui';

/** Mark of what may call no models. */
export const STOPPED_LOOK: StatusLook = { icon: 'block', word: 'Models stopped', tone: 'warning' };
export const CALLING_LOOK: StatusLook = {
  icon: 'check_circle',
  word: 'Models may be called',
  tone: 'running',
};

const WHOSE: Readonly<Record<ModelStopScope, string>> = {
  agent: 'of this agent',
  workspace: 'of the whole workspace',
  installation: 'of the whole installation',
};

const WHY: Readonly<Record<ModelStopKind, string>> = {
  kill: 'Somebody stopped the models',
  budget: 'A budget that is used up stopped the models',
  loop: 'The guard against loops stopped the models',
};

/** "Somebody stopped the models of this agent". */
export function stopWords({ kind, scope }: Pick<ModelPause | ModelStop, 'kind' | 'scope'>): string {
  return `${WHY[kind]} ${WHOSE[scope]}`;
}
