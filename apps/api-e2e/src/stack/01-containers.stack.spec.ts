import type { ContainerInspectInfo } from 'dockerode';
import { Stack, runInside } from './support/stack';

const GATES = ['api-gate', 'worker-gate'];
const SERVICES = [
  ...['api', 'backup-worker', 'control', 'nginx', 'postgres', 'provisioner-worker', 'redis'],
  ...GATES,
];
const SECRETS = [
  'JWT_SECRET',
  'NORA_API_KEY_HASH_SECRET',
  'NORA_WORKSPACE_INVITE_SECRET',
  'ENCRYPTION_KEY',
  'NORA_CLAIM_TOKEN',
  'POSTGRES_PASSWORD',
  'REDIS_PASSWORD',
];

describe('the containers of the control plane', () => {
  const stack = new Stack();
  let containers: Record<string, ContainerInspectInfo>;

  beforeAll(async () => {
    containers = await stack.containers();
  });

  /** Services of which something does not hold. */
  const exceptions = (holds: (one: ContainerInspectInfo, service: string) => boolean): string[] =>
    Object.entries(containers)
      .filter(([service, one]) => !holds(one, service))
      .map(([service]) => service);

  it('are those of every service', () => {
    expect(Object.keys(containers)).toEqual(expect.arrayContaining(SERVICES));
  });

  it('are healthy, and say so themselves', () => {
    expect(exceptions(({ State }) => State.Health?.Status === 'healthy')).toEqual([]);
  });

  it('write nowhere but where a volume or memory is mounted', () => {
    expect(exceptions(({ HostConfig }) => HostConfig.ReadonlyRootfs === true)).toEqual([]);
  });

  it('run as users without privileges', () => {
    expect(exceptions(({ Config }) => !/^(root|0)?(:.*)?$/.test(Config.User))).toEqual([]);
    expect(
      exceptions(
        ({ HostConfig }) =>
          JSON.stringify(HostConfig.CapDrop) === '["ALL"]' &&
          ['null', '[]'].includes(JSON.stringify(HostConfig.CapAdd)) &&
          !HostConfig.Privileged &&
          /"no-new-privileges(:true)?"/.test(JSON.stringify(HostConfig.SecurityOpt)),
      ),
    ).toEqual([]);
  });

  it('share nothing with the host', () => {
    const ofHost = (mode: string | undefined): boolean => mode === 'host';
    expect(
      exceptions(
        ({ HostConfig }) => ![HostConfig.NetworkMode, HostConfig.PidMode, HostConfig.IpcMode].some(ofHost),
      ),
    ).toEqual([]);
  });

  it('do not have the socket of the engine, the gates before it aside', () => {
    const holders = exceptions(({ Mounts }) => !Mounts.some(({ Source }) => Source.endsWith('docker.sock')));
    expect(holders.sort()).toEqual(GATES);
  });

  it('have limits, come back after a crash, and do not fill the disk with their logs', () => {
    expect(
      exceptions(
        ({ HostConfig }) =>
          (HostConfig.Memory ?? 0) > 0 && (HostConfig.PidsLimit ?? 0) > 0 && (HostConfig.NanoCpus ?? 0) > 0,
      ),
    ).toEqual([]);
    expect(exceptions(({ HostConfig }) => HostConfig.RestartPolicy?.Name === 'unless-stopped')).toEqual([]);
    expect(
      exceptions(({ HostConfig }) => {
        const { Type, Config } = HostConfig.LogConfig ?? { Type: '', Config: {} };
        return Type === 'json-file' && Config['max-size'] === '10m' && Config['max-file'] === '5';
      }),
    ).toEqual([]);
  });

  it('publish the port of nginx on loopback and no other', () => {
    const published = Object.entries(containers).flatMap(([service, { HostConfig }]) =>
      Object.values((HostConfig.PortBindings ?? {}) as Record<string, { HostIp: string; HostPort: string }[]>)
        .flat()
        .map(({ HostIp, HostPort }) => `${service} ${HostIp}:${HostPort}`),
    );
    expect(published).toEqual([`nginx 127.0.0.1:${stack.settings['NORA_PORT']}`]);
  });

  it('hold no secret in labels, arguments or checks of health', () => {
    const secrets = SECRETS.map((name) => stack.settings[name] ?? '');
    expect(secrets.filter((secret) => secret.length < 16)).toEqual([]);
    const shown = ({ Config, Path, Args }: ContainerInspectInfo): string =>
      JSON.stringify([Config.Labels, Config.Cmd, Config.Entrypoint, Config.Healthcheck, Path, Args]);
    expect(exceptions((one) => !secrets.some((secret) => shown(one).includes(secret)))).toEqual([]);
  });

  it('give each secret only to those who need it', () => {
    const holders = (name: string): string[] => {
      const secret = stack.settings[name] ?? '';
      return exceptions(({ Config }) => !(Config.Env ?? []).some((line) => line.includes(secret))).sort();
    };
    const ofApi = [
      'JWT_SECRET',
      'NORA_API_KEY_HASH_SECRET',
      'NORA_WORKSPACE_INVITE_SECRET',
      'NORA_CLAIM_TOKEN',
    ];
    expect(ofApi.map((name) => holders(name))).toEqual(ofApi.map(() => ['api']));
    expect(holders('ENCRYPTION_KEY')).toEqual(['api', 'provisioner-worker']);
    expect(holders('POSTGRES_PASSWORD')).toEqual(['api', 'backup-worker', 'postgres', 'provisioner-worker']);
    expect(holders('REDIS_PASSWORD')).toEqual(['api', 'provisioner-worker', 'redis']);
  });

  it('have a Redis that keeps what it is given, and tells nobody anything without its password', async () => {
    const { Id } = await stack.container('redis');
    const asked = async (...argv: string[]): Promise<string> => (await runInside(Id, argv)).output;
    expect(await asked('redis-cli', 'config', 'get', 'maxmemory-policy')).toContain('noeviction');
    expect(await asked('redis-cli', 'config', 'get', 'appendonly')).toContain('yes');
    expect(await asked('env', '--unset=REDISCLI_AUTH', 'redis-cli', 'dbsize')).toContain('NOAUTH');
  });
});
