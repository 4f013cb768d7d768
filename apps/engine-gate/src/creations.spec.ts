import { randomUUID } from 'node:crypto';
import {
  containerLimits,
  containerOptions,
  helperOptions,
  networkOptions,
  objectName,
  sizeProbeOptions,
  volumeOptions,
} from '@nora/runtime-adapters/docker-specs';
import {
  containerCreation,
  type Installation,
  limitsChange,
  networkCreation,
  probeCreation,
  volumeCreation,
} from './creations';
import { Refusal } from './refusal';
import type { Json } from './shape';

const installationId = 'nora-test';
const installation: Installation = {
  installationId,
  controlContainer: 'nora-control',
  agentSubnets: '10.213.0.0/16',
  baseImage: 'node:24-bookworm-slim',
};
const agentId = randomUUID();
const workspaceId = randomUUID();
const name = objectName(installationId, agentId);
const owner = { agentId, workspaceId };
const resources = { vcpu: 1.5, ramMb: 2048, diskGb: null };
const image = 'nora/runtime-openclaw:2026.9.6-0123456789ab';

const wired = (made: object): Json => JSON.parse(JSON.stringify(made)) as Json;
const agentBody = (changes: Partial<Parameters<typeof containerOptions>[0]> = {}): Json =>
  wired(
    containerOptions({
      spec: { ...owner, generation: 3, specHash: 'a1b2', resources },
      ...{ installationId, image, joined: true, stopGraceSeconds: 60 },
      ...changes,
    }),
  );
const host = (changes: Json): ((body: Json) => Json) => {
  return (body) => ({ ...body, HostConfig: { ...(body['HostConfig'] as Json), ...changes } });
};

describe('the creation of a container', () => {
  it('passes as the adapter makes it, written by the gate, with storage and network of its own', () => {
    const given = agentBody();
    const { body, volume, network } = containerCreation(given, name, installation);
    expect(JSON.parse(body)).toEqual(given);
    expect([volume, network]).toEqual([name, name]);
  });

  it('of a helper passes, with storage and no network', () => {
    const given = wired(helperOptions({ installationId, agentId, image, argv: ['node', '--version'] }));
    const { body, volume, network } = containerCreation(given, `${name}-copy`, installation);
    expect(JSON.parse(body)).toEqual(given);
    expect([volume, network]).toEqual([name, undefined]);
  });

  // Whatever the adapter comes to make, the gate is not to let these through.
  it('is hardened', () => {
    const made = JSON.parse(containerCreation(agentBody(), name, installation).body) as Json;
    expect(made['HostConfig']).toMatchObject({
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      PortBindings: {},
    });
    expect(made['User']).toBe('1000:1000');
    const others = [
      'Privileged',
      'Binds',
      'CapAdd',
      'Devices',
      'PidMode',
      'IpcMode',
      'UsernsMode',
      'VolumesFrom',
    ];
    for (const other of others) expect(made['HostConfig']).not.toHaveProperty(other);
  });

  const TRICKS: [string, (body: Json) => Json][] = [
    ['Privileged', host({ Privileged: true })],
    ['privileged in another case', host({ privileged: true })],
    ['a second HostConfig in another case', (body) => ({ ...body, hostconfig: { Privileged: true } })],
    ['a bind of the root', host({ Binds: ['/:/host'] })],
    ['a bind of the engine', host({ Binds: ['/var/run/docker.sock:/x'] })],
    ['a mount of the host', host({ Mounts: [{ Type: 'bind', Source: '/', Target: '/home/node' }] })],
    ['two mounts', (body) => host({ Mounts: [...mountsOf(body), ...mountsOf(body)] })(body)],
    ["another agent's volume", (body) => host({ Mounts: [{ ...mountsOf(body)[0], Source: other() }] })(body)],
    [
      'a volume that is a bind by its driver',
      (body) =>
        host({
          Mounts: [
            {
              ...mountsOf(body)[0],
              VolumeOptions: { DriverConfig: { Options: { o: 'bind', device: '/' } } },
            },
          ],
        })(body),
    ],
    ['the network of the host', host({ NetworkMode: 'host' })],
    ['the network of another container', host({ NetworkMode: 'container:nora-control' })],
    ["another agent's network", host({ NetworkMode: other() })],
    ['the processes of the host', host({ PidMode: 'host' })],
    ['the memory of the host', host({ IpcMode: 'host' })],
    ['the users of the host', host({ UsernsMode: 'host' })],
    ['a capability', host({ CapAdd: ['SYS_ADMIN'] })],
    ['all capabilities', host({ CapDrop: [] })],
    ['a device', host({ Devices: [{ PathOnHost: '/dev/sda', PathInContainer: '/dev/sda' }] })],
    ['no profile', host({ SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'] })],
    ['new privileges', host({ SecurityOpt: [] })],
    ['a writable root', host({ ReadonlyRootfs: false })],
    ['other volumes', host({ VolumesFrom: ['nora-control'] })],
    ['another runtime', host({ Runtime: 'other' })],
    ['a parent of its control group', host({ CgroupParent: '/' })],
    ['a published port', host({ PortBindings: { '9090/tcp': [{ HostIp: '0.0.0.0', HostPort: '80' }] } })],
    ['no limit of memory', host({ Memory: 0, MemorySwap: 0 })],
    ['more swap', host({ MemorySwap: -1 })],
    ['a log driver', host({ LogConfig: { Type: 'syslog', Config: { 'syslog-address': 'udp://1.2.3.4' } } })],
    ['root', (body) => ({ ...body, User: '0:0' })],
    ['no user', (body) => without(body, 'User')],
    ['a command', (body) => ({ ...body, Cmd: ['sh'] })],
    ['an entry point', (body) => ({ ...body, Entrypoint: ['sh'] })],
    ['variables', (body) => ({ ...body, Env: ['LD_PRELOAD=/home/node/x.so'] })],
    ['any image', (body) => ({ ...body, Image: 'debian:12' })],
    ['an image of a registry', (body) => ({ ...body, Image: 'evil.example/nora/runtime-x:1' })],
    [
      'labels of another installation',
      (body) => ({ ...body, Labels: { ...labels(body), 'nora.installation': 'x' } }),
    ],
    [
      'a label more',
      (body) => ({ ...body, Labels: { ...labels(body), 'com.docker.compose.project': 'nora' } }),
    ],
    ['another name in the body', (body) => ({ ...body, name: other() })],
    ['endpoints', (body) => ({ ...body, NetworkingConfig: { EndpointsConfig: { stores: {} } } })],
    ['a prototype', (body) => JSON.parse(JSON.stringify(body).replace('{', '{"__proto__":{"x":1},')) as Json],
    ['no HostConfig', (body) => without(body, 'HostConfig')],
  ];
  it.each(TRICKS)('with %s is refused', (what, change) => {
    expect(() => containerCreation(change(agentBody()), name, installation)).toThrow(Refusal);
    const helper = wired(helperOptions({ installationId, agentId, image, argv: ['true'] }));
    // What a helper runs is up to the adapter; it has no more rights than the agent.
    if (what === 'a command') return;
    expect(() => containerCreation(change(helper), `${name}-copy`, installation)).toThrow(Refusal);
  });

  it.each([
    '',
    'nora-control',
    'nora-postgres-1',
    `${name}x`,
    `nora-other-${agentId}`,
    '-copy',
    `${name}-copy-copy`,
  ])('by the name "%s" is refused', (wrong) => {
    expect(() => containerCreation(agentBody(), wrong, installation)).toThrow(Refusal);
  });

  it('publishes ports on loopback only where Nora runs on the host', () => {
    const body = agentBody({ joined: false });
    expect(() => containerCreation(body, name, installation)).toThrow(Refusal);
    const onHost = { ...installation, controlContainer: '' };
    expect(JSON.parse(containerCreation(body, name, onHost).body)).toEqual(body);
  });

  it('says where a body differs and never what it holds', () => {
    const body = host({ Privileged: 'a-secret' })(agentBody());
    expect(() => containerCreation(body, name, installation)).toThrow(
      new Refusal('The body is not what Nora makes: HostConfig.Privileged.'),
    );
  });
});

describe('the change of limits', () => {
  it('passes with the four limits and nothing else', () => {
    const limits = wired(containerLimits({ resources }));
    expect(JSON.parse(limitsChange(limits))).toEqual(limits);
    for (const more of [{ RestartPolicy: { Name: 'no' } }, { Devices: [] }, { PidsLimit: -1 }, { Memory: 0 }])
      expect(() => limitsChange({ ...limits, ...more })).toThrow(Refusal);
  });
});

describe('the creation of a volume', () => {
  it.each([null, 20])('passes with a limit of %s', (diskGb) => {
    const given = wired(volumeOptions(installationId, owner, diskGb));
    expect(JSON.parse(volumeCreation(given, installation))).toEqual(given);
  });

  it.each<[string, Json]>([
    ['a bind by its driver', { DriverOpts: { type: 'none', o: 'bind', device: '/' } }],
    ['a bind beside a size', { DriverOpts: { size: '1g', o: 'bind', device: '/' } }],
    ['a size that is more than one', { DriverOpts: { size: '1g,o=bind' } }],
    ['another driver', { Driver: 'sshfs' }],
    ['a name of its own', { Name: 'nora_postgres-data' }],
    ["another installation's name", { Name: `nora-other-${agentId}` }],
    ['no labels', { Labels: {} }],
  ])('with %s is refused', (_what, changes) => {
    const given = { ...wired(volumeOptions(installationId, owner, null)), ...changes };
    expect(() => volumeCreation(given, installation)).toThrow(Refusal);
  });

  it('passes for the probe, and for the API only so', () => {
    const probe = wired(sizeProbeOptions(installationId));
    expect(JSON.parse(probeCreation(probe, installation))).toEqual(probe);
    expect(JSON.parse(volumeCreation(probe, installation))).toEqual(probe);
    const given = wired(volumeOptions(installationId, owner, null));
    expect(() => probeCreation(given, installation)).toThrow(Refusal);
  });
});

describe('the creation of a network', () => {
  const made = (changes: Json = {}): Json => ({
    ...wired(networkOptions({ installationId, owner, subnet: '10.213.4.16/28', attempt: 2 })),
    ...changes,
  });

  it('passes in the block of the installation', () => {
    expect(JSON.parse(networkCreation(made(), installation))).toEqual(made());
  });

  it.each<[string, Json]>([
    ["the host's own driver", { Driver: 'macvlan' }],
    ['a parent', { Options: { parent: 'eth0' } }],
    ['the bridge of somebody else', { Options: { 'com.docker.network.bridge.name': 'docker0' } }],
    [
      'no isolation of its gateway',
      { Options: { ...(made()['Options'] as Json), 'com.docker.network.x': 'y' } },
    ],
    ['a subnet elsewhere', { IPAM: { Driver: 'default', Config: [{ Subnet: '172.30.80.0/28' }] } }],
    ['a large subnet', { IPAM: { Driver: 'default', Config: [{ Subnet: '10.213.0.0/16' }] } }],
    [
      'two subnets',
      { IPAM: { Driver: 'default', Config: [{ Subnet: '10.213.4.16/28' }, { Subnet: '0.0.0.0/0' }] } },
    ],
    [
      'a gateway',
      { IPAM: { Driver: 'default', Config: [{ Subnet: '10.213.4.16/28', Gateway: '10.213.4.17' }] } },
    ],
    ['any name', { Name: 'bridge' }],
    ['IPv6', { EnableIPv6: true }],
    ['an ingress', { Ingress: true }],
  ])('with %s is refused', (_what, changes) => {
    expect(() => networkCreation(made(changes), installation)).toThrow(Refusal);
  });
});

function mountsOf(body: Json): Json[] {
  return (body['HostConfig'] as Json)['Mounts'] as Json[];
}

function labels(body: Json): Json {
  return body['Labels'] as Json;
}

function other(): string {
  return objectName(installationId, randomUUID());
}

function without(body: Json, member: string): Json {
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== member));
}
