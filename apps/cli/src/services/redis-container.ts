import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import type { ServiceState, ServiceStatus } from '../instance/state';
import { CliError, messageOf } from '../system/errors';
import { redisConfiguration, untilRedisAnswers } from './redis-connection';
import type { RedisOptions } from './redis-connection';
import type { Service } from './service';
import type { SupervisionContext } from './supervised-process';

export const REDIS_IMAGE = 'redis:7';
const READY_TIMEOUT_MS = 30_000;
const CONFIGURATION = '/usr/local/etc/redis.conf';

/** Redis in a container of this instance's own; the engine starts it again when it ends. */
export class RedisContainer implements Service {
  readonly name = 'redis';
  private state: ServiceState = 'stopped';
  private since: Date | null = null;
  private readonly containerName: string;

  constructor(
    private readonly docker: Docker,
    private readonly options: RedisOptions,
    private readonly context: SupervisionContext,
  ) {
    this.containerName = `${options.installationId}-redis`;
  }

  status(): ServiceStatus {
    return {
      name: this.name,
      state: this.state,
      process: null,
      container: this.state === 'stopped' ? null : this.containerName,
      since: this.since?.toISOString() ?? null,
      restarts: 0,
      stopSignal: 'SIGTERM',
    };
  }

  async start(signal: AbortSignal): Promise<void> {
    await removeContainer(this.docker, this.containerName);
    this.enter('starting');
    try {
      const container = await this.docker.createContainer({
        name: this.containerName,
        Image: REDIS_IMAGE,
        Cmd: ['redis-server', CONFIGURATION],
        ExposedPorts: { '6379/tcp': {} },
        HostConfig: {
          PortBindings: { '6379/tcp': [{ HostIp: '127.0.0.1', HostPort: String(this.options.port) }] },
          RestartPolicy: { Name: 'on-failure' },
        },
      });
      // A file put into the container keeps the password out of its command line and environment.
      await container.putArchive(await this.configurationArchive(), { path: '/usr/local/etc' });
      await container.start();
      await untilRedisAnswers(this.options, AbortSignal.any([signal, AbortSignal.timeout(READY_TIMEOUT_MS)]));
    } catch (error) {
      await this.stop();
      throw new CliError(`Redis could not be started in a container: ${messageOf(error)}`, 1, {
        cause: error,
      });
    }
    this.since = new Date();
    this.enter('ready');
  }

  async stop(): Promise<void> {
    if (this.state === 'stopped') return;
    await removeContainer(this.docker, this.containerName);
    this.since = null;
    this.enter('stopped');
  }

  private async configurationArchive(): Promise<Buffer> {
    const archive = pack();
    const content = redisConfiguration({
      bind: '0.0.0.0',
      port: 6379,
      password: this.options.password,
      directory: '/data',
    });
    // 999 is the user that the image's entry point changes to.
    archive.entry({ name: 'redis.conf', mode: 0o600, uid: 999, gid: 999 }, content);
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  private enter(state: ServiceState): void {
    this.state = state;
    this.context.changed();
  }
}

/** Removes a container with its volumes; nothing happens when there is none of that name. */
export async function removeContainer(docker: Docker, name: string): Promise<void> {
  try {
    await docker.getContainer(name).remove({ force: true, v: true });
  } catch (error) {
    if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 404)) throw error;
  }
}
