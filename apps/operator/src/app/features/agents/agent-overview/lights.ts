import type { StepName } from '@nora/contracts';
import type { Agent, Deployment } from '@nora/data-access';

import { broughtBack } from '../deployment/deployment-facts';

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
  const bringing = deployments.filter(({ kind }) => !QUIET.has(kind));
  const proof = (name: StepName): Proof => {
    if (stopped) return 'failed';
    const found = proofIn(bringing, name);
    // What once answered and then failed may be gone; nothing here proves that it still stands.
    return agent.status === 'failed' && found === 'succeeded' ? 'none' : found;
  };
  const alive = agent.status === 'running' || agent.status === 'warning';
  return [
    light('Runtime', alive ? 'succeeded' : proof('start'), 'Up', 'Down'),
    light('Gateway', proof('ready'), 'Ready', stopped ? 'Down' : 'Not ready'),
    { label: 'Channel', state: 'unknown', word: 'None set up' },
    light('Model', proof('verify'), 'Answers', stopped ? 'Down' : 'No answer'),
  ];
}

/** Kinds that say nothing about how an agent that is up does. */
const QUIET: ReadonlySet<Deployment['kind']> = new Set(['stop', 'rename', 'delete', 'force-delete']);

/** The newest proof of a step: not every deployment takes every step. */
function proofIn(deployments: readonly Deployment[], name: StepName): Proof {
  for (const deployment of deployments) {
    const proof = proofOf(deployment, name);
    if (proof !== 'none') return proof;
  }
  return 'none';
}

function proofOf(deployment: Deployment, name: StepName): Proof {
  if (broughtBack(deployment)) return name === 'verify' ? 'none' : 'succeeded';
  const step = deployment.steps.find((candidate) => candidate.name === name);
  if (!step || step.state === 'skipped') return 'none';
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
