import { describeLifecycle } from '../conformance/lifecycle';
import type { BackendUnderTest } from '../conformance/under-test';
import type { RuntimeBackend } from '../ports';
import { createRemoteSimulatedBackend } from './remote-backend';
import { type ServedEngine, serveEngine } from './server/engine-server';
import { SimulatedBackend } from './simulated-backend';
import { SimulatedEngine } from './simulated-engine';

function underTest(engine: () => SimulatedEngine, make: () => RuntimeBackend): BackendUnderTest {
  return {
    ...{ target: 'simulated', modelHost: '127.0.0.1', make },
    remains(agentId) {
      const { runtimes, storages, networks } = engine().world;
      return Promise.resolve([
        ...(runtimes.has(agentId) ? ['runtime'] : []),
        ...(storages.has(agentId) ? ['storage'] : []),
        ...(networks.has(agentId) ? ['network'] : []),
      ]);
    },
    inspectRunning: () => Promise.resolve(),
    loseStorage: (agentId) => Promise.resolve(engine().byHand.removeStorage(agentId)),
    cleanUp: () => Promise.resolve(),
  };
}

describe('simulated backend in the same process', () => {
  const engine = new SimulatedEngine();
  const make = (): RuntimeBackend => new SimulatedBackend('simulated', engine);
  describeLifecycle(underTest(() => engine, make));
});

describe('simulated backend through the engine server', () => {
  let served: ServedEngine;
  beforeAll(async () => {
    served = await serveEngine({ control: 0, runtimes: 0 });
  });
  afterAll(() => served.close());
  const make = (): RuntimeBackend =>
    createRemoteSimulatedBackend({
      simulatedEngineUrl: served.url,
      listenerUrlProcess: 'http://127.0.0.1:1',
    });
  describeLifecycle(underTest(() => served.engine, make));
});
