// From a request until its deployment is in hand, while the worker has six others.
import { setTimeout as sleep } from 'node:timers/promises';
import { withControlPlane } from '../support/control-plane.mjs';
import { median, quantile, rounded } from '../support/figures.mjs';
import { NoraApi } from '../support/nora-api.mjs';
import { until } from '../support/processes.mjs';
import { Random } from '../support/random.mjs';
import { DURABLE } from '../support/stores.mjs';
import { addWorkspaces, agentsAtWork, askForAgent, deploymentsOf } from './workspaces.mjs';

/** Deployments that are kept in hand all the time: agents that are redeployed again and again. */
const BUSY = 7;
/** Measured ones at work at a time at most; one slot more than both together is there, so that one is always free. */
const MEASURED_AT_ONCE = 16;
const SLOTS = BUSY + MEASURED_AT_ONCE + 1;
/** Of every call to the target: a deployment takes some five seconds, which is quick for a real one. */
const LATENCY = { minMs: 300, maxMs: 900 };
const MEAN_PAUSE_MS = 300;
const LOOK_MS = 50;
const FINISH_MS = 120_000;

export function measurePickup({ requests, seed }) {
  const options = { postgres: DURABLE, workerSettings: { DEPLOYMENT_WORKER_CONCURRENCY: String(SLOTS) } };
  return withControlPlane(options, async ({ apis, engine, postgres }, signal) => {
    const api = new NoraApi(apis.map(({ origin }) => origin));
    const { busy, measured } = await addWorkspaces(postgres, await api.claim(), ['busy', 'measured']);
    await engine.configure({ latency: { ...LATENCY, seed } });
    const load = new BusyAgents(api, postgres);
    await load.start(busy, signal);
    const random = new Random(seed);
    const sent = [];
    while (sent.length < requests) {
      signal.throwIfAborted();
      // Exponential, so that requests come at any moment of what else goes on.
      await sleep(-Math.log(1 - random.next()) * MEAN_PAUSE_MS);
      if (load.others() < MEASURED_AT_ONCE)
        sent.push(await askForAgent(api, measured, `Agent ${sent.length}`));
    }
    await load.stop();
    await until('all is done', async () => (await agentsAtWork(postgres)).size === 0, FINISH_MS);
    return figuresOf(sent, await deploymentsOf(postgres));
  });
}

/** Redeploys some agents again as soon as they are done. */
class BusyAgents {
  #ended = false;
  #loop = Promise.resolve();
  #atWork = new Set();
  #agents = [];

  constructor(api, postgres) {
    this.api = api;
    this.postgres = postgres;
  }

  async start(workspaceId, signal) {
    for (let number = 1; number <= BUSY; number += 1) {
      this.#agents.push((await askForAgent(this.api, workspaceId, `Busy ${number}`)).agentId);
    }
    this.#loop = this.#keepBusy(signal);
    this.#loop.catch(() => undefined);
  }

  async stop() {
    this.#ended = true;
    await this.#loop;
  }

  /** How many other agents are at work. */
  others() {
    return [...this.#atWork].filter((id) => !this.#agents.includes(id)).length;
  }

  async #keepBusy(signal) {
    while (!this.#ended && !signal.aborted) {
      this.#atWork = await agentsAtWork(this.postgres);
      const idle = this.#agents.filter((id) => !this.#atWork.has(id));
      await Promise.all(idle.map((id) => this.api.call('POST', `/api/agents/${id}/redeploy`)));
      await sleep(LOOK_MS);
    }
  }
}

function figuresOf(sent, deployments) {
  const rows = new Map(deployments.map((row) => [row.id, row]));
  const measured = sent.map((one) => ({ ...one, ...rows.get(one.deploymentId) }));
  const faulty = measured.filter(({ status, attempts }) => status !== 'succeeded' || attempts !== 1);
  if (faulty.length > 0) throw new Error(`${faulty.length} measured deployments did not succeed at once`);
  const since = (name) => measured.map((one) => one[name] - one.sentAt);
  const inHand = measured.map(
    ({ sentAt, id }) =>
      deployments.filter((row) => row.id !== id && row.startedAt < sentAt && row.finishedAt > sentAt).length,
  );
  const pickup = since('startedAt');
  return {
    requests: sent.length,
    slots: SLOTS,
    p50Ms: rounded(median(pickup)),
    p99Ms: rounded(quantile(pickup, 0.99)),
    mostMs: rounded(quantile(pickup, 1)),
    firstStepP50Ms: rounded(median(since('firstStepAt'))),
    firstStepP99Ms: rounded(quantile(since('firstStepAt'), 0.99)),
    answerP50Ms: median(since('answeredAt')),
    answerP99Ms: quantile(since('answeredAt'), 0.99),
    inHandLeast: quantile(inHand, 0),
    inHandP50: median(inHand),
    inHandMost: quantile(inHand, 1),
  };
}
