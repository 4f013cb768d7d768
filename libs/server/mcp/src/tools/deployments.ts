import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { facts } from '../results';
import { INPUT, defineTool, type Tool } from '../tool';

interface Deployment {
  kind: string;
  status: string;
  steps: { name: string; state: string }[];
}

/** Milliseconds between two looks: closely at first; later so that waiting does not use up the limit of a key. */
const CLOSE_LOOK_MS = 1_000;
const LATER_LOOK_MS = 4_000;
const CLOSELY_FOR_MS = 20_000;
const ENDED = ['succeeded', 'failed', 'cancelled'];

const getDeployment = defineTool({
  name: 'get_deployment',
  title: 'Look at a deployment',
  description: 'Tells how a deployment goes: status, steps, and the error with what to do where it failed.',
  effect: 'reads',
  scope: 'agents:read',
  input: { deploymentId: INPUT.deploymentId },
  run: async ({ deploymentId }, { api }) =>
    facts(await api.json<object>('GET', `/api/deployments/${deploymentId}`)),
});

const waitForDeployment = defineTool({
  name: 'wait_for_deployment',
  title: 'Wait for a deployment',
  description:
    'Waits until a deployment has ended, or the time is over, and tells how it is then. `ended` says which; when it has not ended, wait again.',
  effect: 'reads',
  scope: 'agents:read',
  input: {
    deploymentId: INPUT.deploymentId,
    timeoutSeconds: z.int().min(1).max(300).default(50).describe('Seconds to wait at most.'),
  },
  run: async ({ deploymentId, timeoutSeconds }, { api, signal, progress }) => {
    const begun = Date.now();
    const deadline = begun + timeoutSeconds * 1_000;
    for (;;) {
      const pause = Date.now() - begun < CLOSELY_FOR_MS ? CLOSE_LOOK_MS : LATER_LOOK_MS;
      const deployment = await api.json<Deployment>('GET', `/api/deployments/${deploymentId}`);
      const ended = ENDED.includes(deployment.status);
      if (ended || Date.now() + pause > deadline) return facts({ ended, deployment });
      const step = deployment.steps.find(({ state }) => state === 'running')?.name;
      await progress(`${deployment.kind}: ${step ?? deployment.status}`);
      await sleep(pause, undefined, { signal });
    }
  },
});

export const DEPLOYMENT_TOOLS: readonly Tool[] = [getDeployment, waitForDeployment];
