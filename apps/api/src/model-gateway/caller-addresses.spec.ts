import type { RuntimeSettings } from '@nora/config';
import type { ModelRoute } from '@nora/domain';
import { createLogger } from '@nora/observability';
import { RuntimeAdapters } from '../core/runtime-adapters';
import { TestAccess } from '../testing/test-access';
import { CallerAddresses } from './caller-addresses';

const SETTINGS = { dockerAgentSubnets: '10.213.0.0/16' } as RuntimeSettings;
const LOGGER = createLogger('api', 'silent');

function routeOf(deployTarget: 'docker' | 'process'): ModelRoute {
  return { agentId: 'agent', deployTarget } as ModelRoute;
}

describe('where a call of a model comes from', () => {
  let access: TestAccess;
  let addresses: CallerAddresses;

  beforeEach(() => {
    access = new TestAccess();
    addresses = new CallerAddresses(new RuntimeAdapters([access]), SETTINGS, LOGGER);
  });

  it('must be the network of the agent, of those that are of agents', async () => {
    access.networks = ['10.213.0.16/28'];
    const mayCall = (from: string) => addresses.mayCall(routeOf('docker'), from);
    expect(await mayCall('10.213.0.18')).toBe(true);
    expect(await mayCall('::ffff:10.213.0.18')).toBe(true);
    expect(await mayCall('10.213.0.34')).toBe(false);
    expect(await mayCall('::ffff:10.213.1.18')).toBe(false);
  });

  it('is nobody’s on Docker for an agent that runs elsewhere', async () => {
    expect(await addresses.mayCall(routeOf('process'), '10.213.0.18')).toBe(false);
    expect(await addresses.mayCall(routeOf('process'), '127.0.0.1')).toBe(true);
  });

  it('tells nothing outside of the networks of agents, or where the engine cannot tell', async () => {
    access.networks = ['10.213.0.16/28'];
    for (const from of ['127.0.0.1', '::1', '172.17.0.1', '']) {
      expect(await addresses.mayCall(routeOf('docker'), from)).toBe(true);
    }
    access.networks = null;
    const unknown = new CallerAddresses(new RuntimeAdapters([access]), SETTINGS, LOGGER);
    expect(await unknown.mayCall(routeOf('docker'), '10.213.0.34')).toBe(true);
  });

  it('is looked up anew for an agent that has moved', async () => {
    access.networks = ['10.213.0.16/28'];
    expect(await addresses.mayCall(routeOf('docker'), '10.213.0.18')).toBe(true);
    access.networks = ['10.213.0.32/28'];
    expect(await addresses.mayCall(routeOf('docker'), '10.213.0.34')).toBe(true);
  });

  it('is not taken for right when the engine does not answer', async () => {
    access.callsFrom = () => Promise.reject(new Error('no engine'));
    await expect(addresses.mayCall(routeOf('docker'), '10.213.0.18')).rejects.toThrow('no engine');
  });
});
