import { execFile, spawn } from 'node:child_process';
import { chownSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT, findOnPath } from '../system/checkout';
import { DockerEngine } from '../system/docker-engine';
import { CliError, messageOf } from '../system/errors';
import { makePrivateDirectory, serviceIdentity, writePrivateFile } from '../system/files';
import { redisConfiguration, untilRedisAnswers } from './redis-connection';
import type { RedisOptions } from './redis-connection';
import { EVALUATION_REDIS_PASSWORD, EVALUATION_REDIS_PORT } from './evaluation-redis';
import { redisChoices } from './redis-choice';
import type { RedisChoice, RedisPossibilities } from './redis-choice';
import { REDIS_IMAGE, RedisContainer } from './redis-container';
import type { Service } from './service';
import { SupervisedProcess } from './supervised-process';
import type { SupervisionContext } from './supervised-process';

const run = promisify(execFile);
const APT_TIMEOUT_MS = 300_000;

/**
 * Starts a Redis in the best way this machine offers, and says which when it is not the usual one. The one
 * that is being tried is `added` before it starts, so that it is known if the supervisor is killed meanwhile.
 * @throws CliError when none of them works
 */
export async function startRedis(
  options: RedisOptions,
  context: SupervisionContext,
  add: (service: Service) => void,
  signal: AbortSignal,
): Promise<void> {
  const faults: string[] = [];
  for await (const choice of redisChoices(POSSIBILITIES)) {
    signal.throwIfAborted();
    try {
      const service = await create(choice, options, context);
      add(service);
      await service.start(signal);
      return;
    } catch (error) {
      if (signal.aborted) throw error;
      faults.push(messageOf(error));
      context.log.line(messageOf(error));
    }
  }
  throw new CliError(`no Redis could be started: ${faults.join('; ')}; set REDIS_URL to a Redis 7 or newer`);
}

const POSSIBILITIES: RedisPossibilities = {
  program: () => findOnPath('redis-server') ?? findOnPath('valkey-server'),
  image: async () => (await (await DockerEngine.find())?.ensureImage(REDIS_IMAGE)) ?? false,
  canInstall: () =>
    process.getuid?.() === 0 && existsSync('/etc/debian_version') && findOnPath('apt-get') !== null,
};

async function create(
  choice: RedisChoice,
  options: RedisOptions,
  context: SupervisionContext,
): Promise<Service> {
  switch (choice.kind) {
    case 'program':
      return programRedis(choice.program, options, context);
    case 'container': {
      const engine = await DockerEngine.find();
      if (engine === null) throw new CliError('the container engine no longer answers');
      context.say(`Redis runs in a container (${REDIS_IMAGE}), because no redis-server is on PATH`);
      return new RedisContainer(engine.docker, options, context);
    }
    case 'install':
      context.say('Installing redis-server from Debian (apt-get install redis-server)…');
      return programRedis(await installRedis(), options, context);
    case 'evaluation':
      context.say(
        'Redis: a JavaScript stand-in is used, for evaluation only; install redis-server for anything else',
      );
      return evaluationRedis(options, context);
  }
}

async function installRedis(): Promise<string> {
  const options = { timeout: APT_TIMEOUT_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const install = ['install', '-y', '--no-install-recommends', 'redis-server'];
  try {
    await run('apt-get', install, options);
  } catch {
    await run('apt-get', ['update'], options);
    await run('apt-get', install, options);
  }
  const program = findOnPath('redis-server');
  if (program === null) throw new CliError('apt-get installed no redis-server');
  return program;
}

function programRedis(program: string, options: RedisOptions, context: SupervisionContext): Service {
  const identity = serviceIdentity();
  const file = join(options.directory, 'redis.conf');
  makePrivateDirectory(options.directory, identity);
  writePrivateFile(file, redisConfiguration({ ...options, bind: '127.0.0.1' }));
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(file, identity.uid, identity.gid);
  return new SupervisedProcess(
    {
      name: 'redis',
      spawn: () =>
        spawn(program, [file], {
          ...identity,
          cwd: options.directory,
          detached: true,
          env: { PATH: process.env['PATH'], LC_ALL: 'C' },
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      ready: (_child, signal) => untilRedisAnswers(options, signal),
      readyTimeoutMs: 20_000,
      stopSignal: 'SIGTERM',
      stopGraceMs: 5_000,
    },
    context,
  );
}

function evaluationRedis(options: RedisOptions, context: SupervisionContext): Service {
  return new SupervisedProcess(
    {
      name: 'redis',
      spawn: () =>
        spawn(process.execPath, [join(CHECKOUT, 'dist/apps/cli/main.js'), 'evaluation-redis'], {
          detached: true,
          env: {
            PATH: process.env['PATH'],
            [EVALUATION_REDIS_PORT]: String(options.port),
            [EVALUATION_REDIS_PASSWORD]: options.password,
          },
          stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        }),
      ready: (_child, signal) => untilRedisAnswers(options, signal),
      readyTimeoutMs: 20_000,
      stopSignal: 'SIGTERM',
      stopGraceMs: 5_000,
    },
    context,
  );
}
