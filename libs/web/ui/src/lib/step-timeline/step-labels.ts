import type { StepName } from '@nora/contracts';

/** What each step of a deployment does, in words. */
export const STEP_LABELS: Readonly<Record<StepName, string>> = {
  stop: 'Stop the runtime',
  image: 'Prepare the runtime image',
  storage: 'Prepare storage',
  network: 'Prepare the network',
  remove: 'Remove the old runtime',
  create: 'Create the runtime',
  import: 'Copy the state of the other agent',
  inject: 'Write configuration and secrets',
  amend: 'Put limits and network right',
  start: 'Start the runtime',
  ready: 'Wait for the gateway to answer',
  verify: 'Ask the model for one answer',
  recover: 'Bring the previous runtime back',
  cleanup: 'Remove everything',
};
