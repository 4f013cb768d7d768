// The machine that the pages are followed on: what the run puts around their blocks, all of it listed by --list.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PATIENCE_MS = 20_000;
/** Variables that would lead the blocks to somebody's own Nora, or hide what a page forgot to set. */
const FOREIGN = /^(NORA_|DATABASE_URL$|REDIS_URL$|COMPOSE_|DEFAULT_ADMIN_|PUBLIC_URL$|GIT_|NX_)/;

/** Whether Compose 2 is here, only the older program, or neither. */
export function findCompose() {
  const answers = (file, ...argv) =>
    spawnSync(file, argv, { stdio: 'ignore', timeout: PATIENCE_MS }).status === 0;
  if (answers('docker', 'compose', 'version')) return 'docker compose';
  return answers('docker-compose', 'version') ? 'docker-compose' : null;
}

export function engineAnswers() {
  return spawnSync('docker', ['version'], { stdio: 'ignore', timeout: PATIENCE_MS }).status === 0;
}

/** The port where it is free, otherwise another one. */
export async function freePort(wanted) {
  for (const port of [wanted, 0]) {
    const found = await new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(null));
      server.listen(port, '0.0.0.0', () => {
        const { port: given } = server.address();
        server.close(() => resolve(given));
      });
    });
    if (found !== null) return found;
  }
  throw new Error('no port is free');
}

/** A network of 16 addresses that no network of the engine touches. */
function freeSubnet() {
  const list = execFileSync('docker', ['network', 'ls', '--quiet'], { encoding: 'utf8' });
  const ids = list.split('\n').filter(Boolean);
  const format = '{{range .IPAM.Config}}{{.Subnet}} {{end}}';
  const taken = execFileSync('docker', ['network', 'inspect', '--format', format, ...ids], {
    encoding: 'utf8',
  });
  for (let third = 82; third < 95; third++) if (!taken.includes(`172.30.${third}.`)) return `172.30.${third}`;
  throw new Error('no network between 172.30.82.0 and 172.30.94.0 is free');
}

/**
 * @param {object} options
 * @param {string} options.checkout what is under test
 * @param {string | null} options.compose as {@link findCompose} says; null leaves Compose out
 * @param {{ web: number, http: number, https: number }} options.ports
 */
export function describeMachine({ checkout, compose, ports }) {
  const project = `noradocs${randomBytes(3).toString('hex')}`;
  const settings = {};
  if (compose !== null) {
    const subnet = freeSubnet();
    Object.assign(settings, {
      COMPOSE_PROJECT_NAME: project,
      NORA_VERSION: 'test',
      NORA_EDGE_SUBNET: `${subnet}.0/28`,
      NORA_EDGE_NGINX: `${subnet}.2`,
      NORA_EDGE_API: `${subnet}.3`,
    });
    if (ports.web !== 8080) settings.NORA_PORT = String(ports.web);
    if (ports.http !== 80) settings.NORA_HTTP_PORT = String(ports.http);
    if (ports.https !== 443) settings.NORA_HTTPS_PORT = String(ports.https);
    if (compose === 'docker-compose')
      Object.assign(settings, { DOCKER_BUILDKIT: '0', COMPOSE_DOCKER_CLI_BUILD: '0' });
  }
  const notes = [
    `the clone gets node_modules of ${checkout} as hard links`,
    'what is built already is found in the cache that Nx keeps in the home of its user',
  ];
  if (compose === 'docker-compose') {
    notes.push(
      '“docker compose” is handed to docker-compose --env-file docker/.env, as Compose 2 is not here',
    );
  }
  return { project, settings, notes };
}

/**
 * Makes the directory of a run: a repository to clone, what a clone finds ready, and programs for PATH.
 * @returns {{ directory: string, repository: string, environment: NodeJS.ProcessEnv }}
 */
export function prepareMachine({ checkout, compose, settings }) {
  const directory = mkdtempSync(join(tmpdir(), 'nora-docs-'));
  // PostgreSQL of an instance that root starts runs as another user, who must reach its directory.
  chmodSync(directory, 0o755);
  const repository = join(directory, 'nora.git');
  git('clone', '--quiet', '--bare', checkout, repository);
  // A checkout without a branch has a commit all the same; a clone of this has something to pull from.
  git('--git-dir', repository, 'update-ref', 'refs/heads/main', 'HEAD');
  git('--git-dir', repository, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  const hooks = join(directory, 'template/hooks');
  mkdirSync(hooks, { recursive: true });
  writeProgram(join(hooks, 'post-checkout'), [
    'set -e',
    '[ ! -e node_modules ] || exit 0',
    // Hard links do not reach another file system.
    'cp -al "$NORA_DOCS_CHECKOUT/node_modules" node_modules 2>/dev/null ||',
    '  { rm -rf node_modules; cp -a "$NORA_DOCS_CHECKOUT/node_modules" node_modules; }',
    'rm -rf node_modules/.cache',
    // Newer than the lockfile of the clone, and no longer the checkout's own file.
    'cp node_modules/.package-lock.json node_modules/.package-lock.json.new',
    'mv node_modules/.package-lock.json.new node_modules/.package-lock.json',
    '[ -z "$NORA_DOCS_REMOTE" ] || git remote add checkout "$NORA_DOCS_REMOTE"',
  ]);
  const programs = join(directory, 'bin');
  mkdirSync(programs);
  if (compose === 'docker-compose') {
    const docker = execFileSync('bash', ['-c', 'command -v docker'], { encoding: 'utf8' }).trim();
    writeProgram(join(programs, 'docker'), [
      `[ "$1" = compose ] || exec ${docker} "$@"`,
      'shift',
      'exec docker-compose --env-file "$PWD/docker/.env" "$@"',
    ]);
  }
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const environment = {
    ...Object.fromEntries(kept),
    ...settings,
    PATH: `${programs}:${process.env.PATH}`,
    GIT_TEMPLATE_DIR: join(directory, 'template'),
    NORA_DOCS_CHECKOUT: checkout,
    NORA_DOCS_REMOTE: remoteOf(checkout),
  };
  return { directory, repository, environment };
}

function git(...argv) {
  // Whoever owns the checkout, it is this one that is meant.
  execFileSync('git', ['-c', 'safe.directory=*', ...argv], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/**
 * The address that Nx knows the checkout by, without credentials; empty where that is its first commit. Clones that
 * know it share the cache of builds in the user's home.
 */
function remoteOf(checkout) {
  const argv = ['-C', checkout, 'config', '--get', 'remote.origin.url'];
  const address = (spawnSync('git', argv, { encoding: 'utf8' }).stdout ?? '').trim();
  const isRemote = /^[a-z+]+:\/\//.test(address) || /^[^/]+@[^/]+:/.test(address);
  return isRemote ? address.replace(/\/\/[^@/]*@/, '//') : '';
}

function writeProgram(file, lines) {
  writeFileSync(file, `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
}

/** Stops what the blocks started in a directory, however they ended, and removes it. */
export function cleanUp(directory, { compose, project, environment }) {
  for (const name of existsSync(directory) ? readdirSync(directory) : []) {
    const clone = join(directory, name);
    if (!existsSync(join(clone, 'nora'))) continue;
    const act = (file, ...argv) =>
      spawnSync(file, argv, { cwd: clone, env: environment, stdio: 'ignore', timeout: 120_000 });
    if (existsSync(join(clone, '.nora/instance.json'))) act(join(clone, 'nora'), 'down');
    if (compose !== null && existsSync(join(clone, 'docker/.env'))) {
      act(
        'docker',
        'compose',
        '--project-name',
        project,
        '--file',
        'docker/compose.yml',
        'down',
        '--volumes',
        '--remove-orphans',
        '--timeout',
        '5',
      );
      removeAgentVolumes(readFileSync(join(clone, 'docker/.env'), 'utf8'));
    }
  }
  rmSync(directory, { recursive: true, force: true });
}

/** Volumes of the installation that are none of the stack's own. */
function removeAgentVolumes(settings) {
  const [, installation] = /^NORA_INSTALLATION_ID=(.+)$/m.exec(settings) ?? [];
  if (installation === undefined) return;
  const filter = `label=nora.installation=${installation}`;
  const found = spawnSync('docker', ['volume', 'ls', '--quiet', '--filter', filter], { encoding: 'utf8' });
  const volumes = (found.stdout ?? '').split('\n').filter(Boolean);
  if (volumes.length > 0) spawnSync('docker', ['volume', 'rm', '--force', ...volumes], { stdio: 'ignore' });
}
