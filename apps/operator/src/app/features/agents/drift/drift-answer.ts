import type { DriftPolicy } from '@nora/contracts';
import type { Agent, Deployment } from '@nora/data-access';

/** What the policies do, in the order in which they are offered. */
export const DRIFT_POLICY_CHOICES: readonly { id: DriftPolicy; label: string; description: string }[] = [
  {
    id: 'heal',
    label: 'Put it right',
    description:
      'Nora restores what was changed outside it. Lost storage is never made anew: the agent fails and says so.',
  },
  {
    id: 'alert',
    label: 'Tell only',
    description: 'Nora shows what differs and leaves the runtime alone until you act.',
  },
  {
    id: 'ignore',
    label: 'Ignore',
    description:
      'Changes made outside Nora are not shown. A runtime that does not serve is still called failed.',
  },
];

/** What is done about a difference, for a person. */
export interface DriftAnswer {
  state: 'healing' | 'gave-up' | 'flagged';
  text: string;
}

/** What is done about what differs, as far as agent and deployment show it. */
export function driftAnswer(agent: Agent, inFlight: Deployment | null): DriftAnswer {
  if (inFlight) {
    const text =
      inFlight.kind === 'heal'
        ? 'Nora is putting it right.'
        : 'A deployment is under way; what differs is looked at again after it.';
    return { state: 'healing', text };
  }
  if (agent.drift.some(({ kind }) => kind === 'storage-missing')) {
    const text = 'Nora never makes lost storage anew by itself: the ways out stand at the latest deployment.';
    return { state: 'gave-up', text };
  }
  if (agent.driftPolicy === 'heal' && agent.status === 'failed') {
    return { state: 'gave-up', text: 'Nora could not put it right, and leaves it to you.' };
  }
  if (agent.driftPolicy === 'heal') return { state: 'healing', text: 'Nora is about to put it right.' };
  const text =
    agent.driftPolicy === 'alert'
      ? 'Nora leaves it as it is, by this agent’s policy. A redeployment puts it right.'
      : 'Nora ignores changes of this agent, but says when it does not serve.';
  return { state: 'flagged', text };
}
