// Breaks one thing after another while work goes on, as the seed says.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EFFECTS } from '../support/simulated-engine.mjs';

/** How often each kind of fault comes, in relation to the others; each comes at least once. */
const WEIGHTS = {
  'kill-worker': 14,
  'kill-worker-at-effect': 28,
  'freeze-worker': 4,
  'kill-api': 14,
  'flush-redis': 6,
  'restart-redis': 6,
  'cut-redis': 6,
  'restart-postgres': 5,
  'cut-postgres': 7,
  'edit-by-hand': 14,
  'orphan-by-hand': 3,
};
/** So long a call of one of the chosen kinds is waited for. */
const HELD_MS = 1_200;
const HELD_KINDS = 4;
const EFFECTS_BETWEEN = 4;
const PROGRESS_MS = 2_000;
const LONGEST_DOWN_MS = 2_000;
/** Beyond the lease: when it goes on, its work is somebody else's. */
const FROZEN_MS = { least: 5_500, most: 8_000 };
const STORE_DOWN_MS = 1_200;
/** An agent edited more often without anybody's asking anything of it would wait ever longer for its repair. */
const MOST_EDITS = 2;
const EDITS = { crash: 4, removeRuntime: 4, stop: 1, setLimits: 1, detach: 1 };
const NOT_WHILE_POSTGRES_IS_DOWN = ['restart-postgres', 'cut-postgres'];
const NOT_WHILE_REDIS_IS_DOWN = ['restart-redis', 'cut-redis', 'flush-redis'];

export class Faults {
  constructor({ plane, journal, random, api, pauseMs }) {
    Object.assign(this, { plane, journal, random, api, pauseMs });
    /** The worker that took each agent's deployment up last. */
    this.holders = new Map();
    this.mending = new Set();
    /** Runtimes that were put there without a record. */
    this.orphans = new Set();
    for (const worker of plane.workers) worker.onLine((line) => this.noteHolder(worker, line));
  }

  /** @param onPoint told of each point */
  async run(points, signal, onPoint) {
    const kinds = this.random.shuffled(shares(WEIGHTS, points));
    for (let point = 1; point <= points; point += 1) {
      signal.throwIfAborted();
      await this.point(kinds);
      onPoint(point);
      await sleep(this.random.integer(this.pauseMs / 2, (this.pauseMs * 3) / 2), undefined, { signal });
      await this.progress();
    }
  }

  /** Lets some work be done before the next fault, also on a slow machine: a fault that meets none proves nothing. */
  async progress() {
    const { engine } = this.plane;
    const enough = (this.effects ?? 0) + EFFECTS_BETWEEN;
    const deadline = performance.now() + PROGRESS_MS;
    while ((this.effects = await engine.effects()) < enough && performance.now() < deadline) await sleep(25);
  }

  /** Waits until everything runs again. */
  async mended() {
    while (this.mending.size > 0) await Promise.all(this.mending);
  }

  /** The next of the kinds that is possible now; the others keep their place. */
  async point(kinds) {
    for (;;) {
      for (const [index, kind] of kinds.entries()) {
        if (!this.isPossible(kind) || !(await this.act(kind))) continue;
        kinds.splice(index, 1);
        return;
      }
      await sleep(100);
    }
  }

  isPossible(kind) {
    const { postgres, redis } = this.plane;
    if (!postgres.process.ready && NOT_WHILE_POSTGRES_IS_DOWN.includes(kind)) return false;
    return redis.process.ready || !NOT_WHILE_REDIS_IS_DOWN.includes(kind);
  }

  /** @returns false when it could not be done now */
  act(kind) {
    const { postgres, redis } = this.plane;
    switch (kind) {
      case 'kill-worker':
        return this.killWorker();
      case 'kill-worker-at-effect':
        return this.killWorkerAtEffect();
      case 'freeze-worker':
        return this.freezeWorker();
      case 'kill-api':
        return this.killApi();
      case 'flush-redis':
        return this.brief(kind, () => redis.flush());
      case 'cut-redis':
        return this.brief(kind, () => redis.cut());
      case 'cut-postgres':
        return this.brief(kind, () => postgres.cut());
      case 'restart-redis':
        return this.restart(kind, redis);
      case 'restart-postgres':
        return this.restart(kind, postgres);
      case 'edit-by-hand':
        return this.edit();
      case 'orphan-by-hand':
        return this.orphan();
      default:
        throw new Error(`there is no fault ${kind}`);
    }
  }

  async killWorker() {
    const running = this.plane.workers.filter(({ ready }) => ready);
    if (running.length === 0) return false;
    const worker = this.random.pick(running);
    await sleep(this.random.integer(0, 100));
    return this.kill(worker, 'kill-worker', 'at a random moment');
  }

  /** Holds the next call of some kinds before or after its effect, and kills the worker that made it. */
  async killWorkerAtEffect() {
    const { engine } = this.plane;
    // Any of several: of one kind alone there may be none for long.
    const effects = Array.from({ length: HELD_KINDS }, () => this.random.pick(EFFECTS));
    const when = this.random.pick(['before', 'after']);
    // A target may go on with what a caller asked for that is no more.
    const abandonedCalls = this.random.pick(['drop', 'drop', 'finish']);
    await engine.configure({ abandonedCalls });
    try {
      for (const effect of effects) await engine.hold(effect, when);
      const call = await this.heldCall();
      const worker = call && this.holders.get(call.agentId);
      if (!worker?.ready) return await this.killWorker();
      const where = `${when} ${call.effect} of ${call.agentId} (${abandonedCalls})`;
      return await this.kill(worker, 'kill-worker-at-effect', where);
    } finally {
      await engine.release();
      await engine.configure({ abandonedCalls: 'drop' });
    }
  }

  async heldCall() {
    for (const deadline = performance.now() + HELD_MS; performance.now() < deadline; await sleep(15)) {
      const [call] = await this.plane.engine.held();
      if (call) return call;
    }
    return null;
  }

  /** A worker that is silent for longer than its lease and knows nothing of it. */
  freezeWorker() {
    const running = this.plane.workers.filter(({ ready }) => ready);
    // Of two workers one goes on.
    if (running.length < 2) return false;
    const worker = this.random.pick(running);
    const fault = this.journal.broke('freeze-worker', worker.name);
    worker.freeze();
    this.later(fault, this.random.integer(FROZEN_MS.least, FROZEN_MS.most), () => worker.thaw());
    return true;
  }

  async killApi() {
    const { apis } = this.plane;
    for (const deadline = performance.now() + 1_000; performance.now() < deadline; await sleep(2)) {
      const serving = apis.filter(({ ready }, replica) => ready && this.api.open[replica] > 0);
      if (serving.length === 0) continue;
      const api = this.random.pick(serving);
      await sleep(this.random.integer(0, 12));
      return this.kill(api, 'kill-api', `${this.api.open[apis.indexOf(api)]} requests open`);
    }
    return false;
  }

  async kill(program, kind, detail) {
    const fault = this.journal.broke(kind, `${program.name} ${detail}`);
    await program.kill('SIGKILL');
    this.later(fault, this.random.integer(0, LONGEST_DOWN_MS), () => program.start());
    return true;
  }

  async brief(kind, act) {
    const fault = this.journal.broke(kind, '');
    try {
      await act();
    } catch (error) {
      fault.detail = `not wholly: ${error.message}`;
    }
    this.journal.mended(fault);
    return true;
  }

  restart(kind, store) {
    const fault = this.journal.broke(kind, '');
    store.process.ready = false;
    this.track(store.restart(this.random.integer(0, STORE_DOWN_MS)).then(() => this.journal.mended(fault)));
    return true;
  }

  async edit() {
    const world = await this.plane.engine.world();
    const running = [...world.values()].filter(
      ({ agentId, runtime }) => runtime?.state === 'running' && this.mayBeEdited(agentId),
    );
    // Mostly those that nobody works on: what a person does to the others is their own deployment's business.
    const idle = running.filter(({ agentId }) => !this.isWorkedOn(agentId));
    const chosen = idle.length > 0 && this.random.chance(0.75) ? idle : running;
    if (chosen.length === 0) return false;
    const { agentId } = this.random.pick(chosen);
    const edit = this.random.weighted(EDITS);
    const more = { crash: { exitCode: 137 }, setLimits: { limits: { vcpu: 8, ramMb: 512 } } }[edit] ?? {};
    try {
      const after = await this.plane.engine.edit(agentId, edit, more);
      this.journal.edited(agentId, edit, after);
      this.journal.broke('edit-by-hand', `${edit} ${agentId}`);
      return true;
    } catch {
      return false;
    }
  }

  async orphan() {
    const agentId = randomUUID();
    await this.plane.engine.edit(agentId, 'addOrphan');
    this.orphans.add(agentId);
    this.journal.broke('orphan-by-hand', agentId);
    return true;
  }

  mayBeEdited(agentId) {
    if (this.orphans.has(agentId)) return false;
    const edits = this.journal.edits.filter((edit) => edit.agentId === agentId).slice(-MOST_EDITS);
    const lastAsked =
      this.journal.accepted.findLast((request) => request.agentId === agentId)?.answeredAt ?? 0;
    return edits.length < MOST_EDITS || edits.some(({ at }) => at < lastAsked);
  }

  isWorkedOn(agentId) {
    return this.working?.has(agentId) ?? false;
  }

  noteHolder(worker, line) {
    if (!line.includes('"deployment ')) return;
    const { msg, agentId } = JSON.parse(line);
    this.working ??= new Set();
    if (msg === 'deployment taken up') {
      this.holders.set(agentId, worker);
      this.working.add(agentId);
    } else if (msg === 'deployment settled') {
      this.working.delete(agentId);
    }
  }

  later(fault, delayMs, act) {
    this.track(
      sleep(delayMs)
        .then(act)
        .then(() => this.journal.mended(fault)),
    );
  }

  track(work) {
    const tracked = work.finally(() => this.mending.delete(tracked));
    this.mending.add(tracked);
    tracked.catch(() => undefined);
  }
}

/** As many of each kind as its weight says, together as many as there are points. */
function shares(weights, points) {
  const whole = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const kinds = Object.entries(weights).flatMap(([kind, weight]) =>
    Array.from({ length: Math.max(1, Math.round((points * weight) / whole)) }, () => kind),
  );
  const [most] = Object.entries(weights).sort(([, a], [, b]) => b - a)[0];
  while (kinds.length < points) kinds.push(most);
  while (kinds.length > points) kinds.splice(kinds.includes(most) ? kinds.indexOf(most) : 0, 1);
  return kinds;
}
