import { type WireError, fromWireError } from '../wire';
import type { SimulatedEngine } from '../simulated-engine';
import {
  type Behaviour,
  EFFECTS,
  type EngineSettings,
  type FaultScope,
  type HeldCall,
  type SimulatedRuntime,
} from '../types';
import { BadRequest } from './answer';

/** What a test or a bench may tell the engine; every route takes what it needs of it. */
interface ControlBody extends FaultScope, Partial<Behaviour>, EngineSettings {
  agentId: string;
  error: Partial<WireError>;
  when: HeldCall['when'];
  edit: string;
  limits: SimulatedRuntime['limits'];
  specHash: string;
  path: string;
  content: string;
  lines: string[];
}
type Body = Partial<ControlBody>;
type Route = (engine: SimulatedEngine, body: Body, query: URLSearchParams) => unknown;

const DONE = { done: true };

const ROUTES: Record<string, Route> = {
  'GET /health': () => ({ ready: true }),
  'GET /ledger': ({ ledger }, _body, query) => ({ entries: ledger.slice(Number(query.get('after') ?? 0)) }),
  'GET /runtimes': (engine) => ({ agents: describe(engine) }),
  'GET /held': ({ faults }) => ({ calls: faults.heldCalls() }),
  'POST /reset': (engine) => done(() => engine.reset()),
  'PATCH /settings': (engine, { latency, abandonedCalls, image, portOffset }) => {
    const whole = latency && { ...engine.settings.latency, ...latency };
    const given = Object.entries({ latency: whole, abandonedCalls, image, portOffset });
    engine.configure(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
    return engine.settings;
  },
  'POST /faults': ({ faults }, body) => done(() => faults.fail(scopeOf(body), errorOf(body))),
  'POST /lies': ({ faults }, body) => done(() => faults.lie(scopeOf(body))),
  'POST /holds': ({ faults }, body) => done(() => faults.hold(scopeOf(body), body.when ?? 'after')),
  'DELETE /holds': ({ faults }) => done(() => faults.release()),
  'DELETE /faults': ({ faults }) => done(() => faults.clear()),
  'POST /behaviours': ({ faults }, { agentId, exitAfterMs = null, exitCode = 1, readyAfterMs = 0 }) =>
    done(() => faults.behave(agentId ?? null, { exitAfterMs, exitCode, readyAfterMs })),
  'POST /logs': ({ world }, body) =>
    done(() => required(body, 'lines').forEach((line) => world.log(required(body, 'agentId'), line))),
  // Says after which effect it came, because the ledger itself holds none of it.
  'POST /edits': (engine, body) => {
    edit(engine, body);
    return { ...DONE, after: engine.ledger.length };
  },
};

/** Answers a request of a test or a bench; null when there is no such route. */
export function controlEngine(
  engine: SimulatedEngine,
  route: string,
  query: URLSearchParams,
  body: object,
): unknown {
  return ROUTES[route]?.(engine, body, query) ?? null;
}

/** By-hand edits, by name; see ByHand for what each one means. */
function edit({ byHand }: SimulatedEngine, body: Body): void {
  const agentId = required(body, 'agentId');
  const edits: Record<string, () => void> = {
    crash: () => byHand.crash(agentId, body.exitCode ?? 1),
    stop: () => byHand.stop(agentId),
    start: () => byHand.start(agentId),
    pause: () => byHand.pause(agentId),
    removeRuntime: () => byHand.removeRuntime(agentId),
    setLimits: () => byHand.setLimits(agentId, required(body, 'limits')),
    replace: () => {
      const { specHash, image } = body;
      byHand.replace(agentId, { ...(specHash && { specHash }), ...(image && { image }) });
    },
    detach: () => byHand.detach(agentId),
    removeStorage: () => byHand.removeStorage(agentId),
    writeFile: () => byHand.writeFile(agentId, required(body, 'path'), required(body, 'content')),
    addForeign: () => byHand.addForeign(agentId),
    addOrphan: () => byHand.addOrphan(agentId),
  };
  const wanted = edits[required(body, 'edit')];
  if (!wanted) throw new BadRequest(`edit must be one of ${Object.keys(edits).join(', ')}`);
  wanted();
}

function describe({ world }: SimulatedEngine): unknown[] {
  const agentIds = new Set([...world.agentIds(), ...world.runtimes.keys()]);
  return [...agentIds].map((agentId) => ({
    agentId,
    runtime: world.runtimes.get(agentId) ?? null,
    storage: world.storages.has(agentId),
    network: world.networks.has(agentId),
  }));
}

function scopeOf(body: Body): FaultScope {
  const effect = EFFECTS.find((known) => known === body.effect);
  if (!effect) throw new BadRequest(`effect must be one of ${EFFECTS.join(', ')}`);
  return { effect, agentId: body.agentId ?? null, times: body.times ?? 1 };
}

/** An error with a code is a fault of the target that lasts, unless its kind says otherwise. */
function errorOf({ error = {} }: Body): Error {
  const { code = '', message = 'The simulated engine failed as told.', nextAction = '' } = error;
  return fromWireError({ kind: error.kind ?? (code === '' ? 'other' : 'fault'), code, message, nextAction });
}

function required<K extends keyof ControlBody>(body: Body, name: K): ControlBody[K] {
  const value: ControlBody[K] | undefined = body[name];
  if (value === undefined) throw new BadRequest(`${name} is missing`);
  return value;
}

function done(act: () => void): typeof DONE {
  act();
  return DONE;
}
