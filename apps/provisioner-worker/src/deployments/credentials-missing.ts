import { StepFault } from './step-fault';

/** Of an agent that was deleted meanwhile. */
export function credentialsMissing(): StepFault {
  return new StepFault(
    'credentials_missing',
    'The agent has no credentials, as after a deletion.',
    'Restore the agent; that gives it new ones.',
  );
}
