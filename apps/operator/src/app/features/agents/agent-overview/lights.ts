import type { StepName } from '@nora/contracts';
import type { Agent, Deployment } from '@nora/data-access';

/** How far one of the four facts behind "running" is known. */
export type LightState = 'on' | 'off' | 'waiting' | 'unknown';

/** One of the four lights: what it is about, how it stands, in words. */
export interface Light {
  label: string;
  state: LightState;
  word: string;
}

type Proof = 'succeeded' | 'failed' | 'waiting' | 'none';

/**
 * The four facts behind the word "running", as far as the deployments prove them. A channel can not be set up
 * in this release, which is said instead of showing it as broken.
 */
export function lightsOf(agent: Agent, deployments: readonly Deployment[]): Light[] {
  const stopped = agent.status === 'stopped' || agent.status === 'deleting' || agent.status === 'deleted';
  const bringsUp = deployments.find(({ kind }) => kind !== 'stop' && kind !== 'delete');
  const proof = (name: StepName): Proof => (stopped ? 'failed' : proofOf(bringsUp, name));
  const alive = agent.status === 'running' || agent.status === 'warning';
  const started = proof('start');
  // A runtime that was started and then failed may be gone; nothing here proves that it still stands.
  const runtime = agent.status === 'failed' && started === 'succeeded' ? 'none' : started;
  return [
    light('Runtime', alive ? 'succeeded' : runtime, 'Up', 'Down'),
    light('Gateway', proof('ready'), 'Ready', stopped ? 'Down' : 'Not ready'),
    { label: 'Channel', state: 'unknown', word: 'None set up' },
    light('Model', proof('verify'), 'Answers', stopped ? 'Down' : 'No answer'),
  ];
}

function proofOf(deployment: Deployment | undefined, name: StepName): Proof {
  const step = deployment?.steps.find((candidate) => candidate.name === name);
  if (!deployment || !step || step.state === 'skipped') return 'none';
  if (step.state === 'succeeded' || step.state === 'failed') return step.state;
  // A step that was never reached because an earlier one failed is not on its way.
  return deployment.status === 'queued' || deployment.status === 'running' ? 'waiting' : 'failed';
}

function light(label: string, proof: Proof, yes: string, no: string): Light {
  switch (proof) {
    case 'succeeded':
      return { label, state: 'on', word: yes };
    case 'failed':
      return { label, state: 'off', word: no };
    case 'waiting':
      return { label, state: 'waiting', word: 'Waiting' };
    case 'none':
      return { label, state: 'unknown', word: 'Not known' };
  }
}
