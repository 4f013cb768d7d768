// node --test tools/compose/
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { mergeCompose, parseCompose, volumeOf } from './files.mjs';
import { faultsOfServices } from './rules.mjs';

const docker = resolve(import.meta.dirname, '../../docker');
const HARDENED = {
  image: '${STORE_IMAGE:-store:1}',
  user: '1000:1000',
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  restart: 'unless-stopped',
  healthcheck: { test: ['CMD', 'true'] },
  logging: { driver: 'json-file', options: { 'max-size': '1m', 'max-file': '2' } },
  cpus: 1,
  mem_limit: '1g',
  pids_limit: 8,
};
const context = {
  sockets: ['holder'],
  published: ['edge'],
  pinned: { STORE_IMAGE: 'store:1' },
  imageOf: () => ({ user: '1000', hasHealthcheck: true }),
};
const faultsOf = (change, name = 'store') =>
  faultsOfServices({ services: { [name]: { ...HARDENED, ...change } }, volumes: { data: {} } }, context);

let directory;
before(() => (directory = mkdtempSync(join(tmpdir(), 'nora-compose-'))));
after(() => rmSync(directory, { recursive: true, force: true }));

test('finds nothing wrong with a hardened service', () => {
  assert.deepEqual(faultsOf({ volumes: ['data:/data', './x:/x:ro'] }), []);
  assert.deepEqual(faultsOf({ image: 'built', build: {}, user: undefined, healthcheck: undefined }), []);
});

for (const [what, change] of [
  ['a root that can be written', { read_only: false }],
  ['keeps capabilities', { cap_drop: [] }],
  ['adds capabilities', { cap_add: ['NET_ADMIN'] }],
  ['may gain privileges', { security_opt: [] }],
  ['is privileged', { privileged: true }],
  ['pid of the host', { pid: 'host' }],
  ['runs as root', { user: 'root' }],
  ['runs as root', { user: 0 }],
  ['runs as root', { user: undefined }],
  ['no health check', { healthcheck: { disable: true } }],
  ['does not come back', { restart: 'no' }],
  ['no mem_limit', { mem_limit: undefined }],
  ['a log that grows', { logging: { driver: 'json-file' } }],
  ['no variable can pin', { image: 'store:1' }],
  ['pins otherwise', { image: '${STORE_IMAGE:-store:2}' }],
  ['publishes a port', { ports: ['1:1'] }],
  ["mounts the engine's socket", { volumes: ['${DOCKER_SOCKET:-/x}:/x'] }],
  ["mounts the engine's socket", { volumes: ['/run/docker.sock:/s:ro'] }],
  ['declared nowhere', { volumes: ['other:/data'] }],
  ["can write to the host's /etc", { volumes: ['/etc:/x'] }],
]) {
  test(`finds a service that ${what}: ${JSON.stringify(change)}`, () => {
    const [first = '', ...rest] = faultsOf(change);
    assert.ok(first.includes(what), first);
    assert.ok(rest.length <= 1);
  });
}

test('notices a list of holders of the socket that is too long', () => {
  assert.match(faultsOf({}, 'holder')[0], /no longer mounts/);
});

test('refuses a key that is there twice', () => {
  assert.throws(() => parseCompose('a: 1\na: 2\n', 'x.yml'), /x\.yml: .*unique/);
});

test('merges as Compose does', () => {
  const base = {
    services: {
      a: { command: ['1'], ports: ['1'], environment: { A: 1, B: 1 }, volumes: ['x:/x', 'y:/y:ro'] },
    },
  };
  const later = {
    services: { a: { command: ['2'], ports: ['2'], environment: { B: 2 }, volumes: ['z:/x'] }, b: {} },
  };
  assert.deepEqual(mergeCompose(base, later), {
    services: {
      a: { command: ['2'], ports: ['1', '2'], environment: { A: 1, B: 2 }, volumes: ['y:/y:ro', 'z:/x'] },
      b: {},
    },
  });
  assert.deepEqual(volumeOf('${DIR:-./tls}:/tls:ro'), {
    source: '${DIR:-./tls}',
    target: '/tls',
    isReadOnly: true,
  });
});

/** A program of this name that is found first, and writes its arguments down. */
function fake(name, body) {
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/sh\necho "$@" >>"${directory}/${name}.calls"\n${body}\n`);
  chmodSync(file, 0o755);
  return { ...process.env, PATH: `${directory}:${process.env.PATH}` };
}

const DIGEST = `sha256:${'ab12'.repeat(16)}`;
const ENGINE = `case "$1" in
  pull) case "$3" in redis:*) exit "\${REDIS_STATUS:-0}" ;; esac ;;
  image) printf 'mirror.example/other@sha256:%064d\\n%s@${DIGEST}\\n' 0 "\${5%:*}" ;;
esac`;

function pin(file, env) {
  return execFileSync(join(docker, 'pin-images.sh'), [file], { env, encoding: 'utf8', stdio: 'pipe' });
}

test('pins the images of the stack, keeps the rest, and does so again', () => {
  const env = fake('docker', ENGINE);
  const file = join(directory, 'pin.env');
  writeFileSync(file, 'JWT_SECRET=kept\nREDIS_IMAGE=registry.example:5000/redis:7\n');
  for (let time = 0; time < 2; time += 1) {
    pin(file, env);
    assert.deepEqual(readFileSync(file, 'utf8').split('\n').filter(Boolean), [
      'JWT_SECRET=kept',
      `BASE_IMAGE=node:24-bookworm-slim@${DIGEST}`,
      `POSTGRES_IMAGE=postgres:15-bookworm@${DIGEST}`,
      `REDIS_IMAGE=registry.example:5000/redis:7@${DIGEST}`,
    ]);
  }
});

test('pins nothing at all where one image cannot be had, and says which', () => {
  const env = { ...fake('docker', ENGINE), REDIS_STATUS: '1' };
  const file = join(directory, 'unpinned.env');
  writeFileSync(file, 'NORA_DOMAIN=nora.example.com\n');
  assert.throws(
    () => pin(file, env),
    ({ stderr }) => /redis:7-bookworm cannot be pulled[^]*is unchanged/.test(stderr),
  );
  assert.equal(readFileSync(file, 'utf8'), 'NORA_DOMAIN=nora.example.com\n');
  assert.throws(
    () => pin(join(directory, 'none.env'), env),
    ({ stderr }) => /init-env\.sh first/.test(stderr),
  );
});

test('asks for a certificate, again after a fault, and ends at once when it is told to', async () => {
  const env = {
    ...fake('certbot', `[ -e "${directory}/once" ] || { touch "${directory}/once"; exit 1; }`),
    ...{ NORA_DOMAIN: 'nora.example.com:8443', ACME_SERVER: 'https://acme.example/directory' },
    ...{ ACME_WORK_DIRECTORY: directory, ACME_RETRY_SECONDS: '0', ACME_EMAIL: 'ops@example.com' },
  };
  const companion = spawn('/bin/sh', [join(docker, 'acme-companion.sh')], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((settle) => companion.once('exit', (code, signal) => settle([code, signal])));
  const result = join(directory, 'acme-result');
  const isThere = () => existsSync(result) && readFileSync(result, 'utf8') === 'ok\n';
  for (let waited = 0; !isThere() && waited < 5_000; waited += 20) await sleep(20);
  companion.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  assert.ok(isThere());
  const [call, ...others] = readFileSync(join(directory, 'certbot.calls'), 'utf8').trim().split('\n');
  assert.equal(others.length, 1);
  assert.match(
    call,
    /--server https:\/\/acme\.example\/directory --cert-name nora --renew-with-new-domains --domain nora\.example\.com --email ops/,
  );
});
