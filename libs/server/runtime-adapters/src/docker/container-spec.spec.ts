import { makeAgent } from '../conformance/harness';
import { containerOptions } from './container-spec';

const options = (joined: boolean) => {
  const { spec } = makeAgent('docker', { agentId: '01890000-0000-7000-8000-000000000001', generation: 3 });
  return containerOptions({ spec, installationId: 'test', image: 'image', joined, stopGraceSeconds: 60 });
};

describe('containerOptions', () => {
  it('publishes ports on loopback alone, and none where Nora is a neighbour', () => {
    expect(options(false).HostConfig?.PortBindings).toEqual({
      '9090/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }],
      '18789/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }],
    });
    expect(options(true).HostConfig?.PortBindings).toEqual({});
  });

  it('grants nothing that an agent does not need', () => {
    expect(options(false)).toMatchObject({
      User: '1000:1000',
      HostConfig: {
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        PidsLimit: 512,
        MemorySwap: options(false).HostConfig?.Memory,
      },
    });
    expect(options(false).Env).toBeUndefined();
  });

  it('keeps its host name and says whose it is', () => {
    expect(options(false).Hostname).toBe('agent-01890000000070008000000000000001');
    expect(options(false).Labels).toMatchObject({
      'nora.installation': 'test',
      'nora.agent': '01890000-0000-7000-8000-000000000001',
      'nora.generation': '3',
      'nora.spec-hash': 'first',
    });
  });
});
