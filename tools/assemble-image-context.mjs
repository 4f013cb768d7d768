// Assembles dist/images, the one build context of all images of docker/, from what is built and locked:
//   node tools/assemble-image-context.mjs [--cpu x64|arm64]
// The images need neither npm nor a registry while they are built, only this directory and a base image.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { assembleWebRoot } from './assemble-web-root.mjs';
import { packPackages } from './pack-packages.mjs';
import { pruneLock } from './prune-lock.mjs';
import { packagesOf, readLock } from './supply-chain/locks.mjs';
import { noticesOf } from './supply-chain/notices.mjs';

const PROGRAMS = ['api', 'provisioner-worker', 'backup-worker'];
/** What makes the configuration of nginx, and runs it. */
const EDGE = [
  'nginx.conf.template',
  'settings.mjs',
  'certificate.mjs',
  'render.mjs',
  'start.mjs',
  'health.mjs',
];
/** What the command line needs in the image of the API beside the packages of the programs. */
const PACKAGES_OF_CLI = ['commander'];
const root = resolve(import.meta.dirname, '..');
const context = join(root, 'dist/images');
const { cpu } = parseArgs({ options: { cpu: { type: 'string', default: process.arch } } }).values;
if (!['x64', 'arm64'].includes(cpu)) {
  console.error('usage: node tools/assemble-image-context.mjs [--cpu x64|arm64]');
  process.exit(2);
}

const started = performance.now();
for (const program of [...PROGRAMS, 'cli', 'engine-gate', 'runtime-sidecar']) {
  if (!existsSync(join(root, 'dist/apps', program, 'main.js'))) {
    console.error(`${program} is not built: run npx nx run-many -t build first`);
    process.exit(1);
  }
}
mkdirSync(context, { recursive: true });
const imports = (await Promise.all(PROGRAMS.map(importsOf))).flat();
const roots = [...new Set([...imports, ...PACKAGES_OF_CLI])].sort();
const count = await installPackages(roots);
for (const program of [...PROGRAMS, 'cli', 'engine-gate']) {
  copy(`dist/apps/${program}`, `programs/${program}`);
}
copy('dist/apps/runtime-sidecar', 'runtime/dist/apps/runtime-sidecar');
copy('docker/runtimes', 'runtime/docker/runtimes');
assembleWebRoot(join(context, 'web'));
for (const name of ['server.Dockerfile', 'edge.Dockerfile']) copy(`docker/${name}`, name);
// The packed packages have lost those that end in .md, and the pages hold packages too.
writeFileSync(join(context, 'THIRD-PARTY-NOTICES'), noticesOf(packagesOf(readLock(root).lock, root), root));
rmSync(join(context, 'edge'), { recursive: true, force: true });
for (const name of EDGE) copy(`nginx/${name}`, `edge/${name}`);
console.log(
  `dist/images holds ${count} packages, ${PROGRAMS.length} programs and the pages (${((performance.now() - started) / 1000).toFixed(1)} s).`,
);

/** Names of the packages that a built program imports. */
async function importsOf(program) {
  const { metafile } = await build({
    entryPoints: [join(root, 'dist/apps', program, 'main.js')],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  return Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    .filter(({ path, external }) => external && !isBuiltin(path))
    .map(({ path }) =>
      path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

/** Installs and packs the packages unless the very same ones are there; how many they are. */
async function installPackages(names) {
  const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
  const { manifest, lock } = pruneLock(read('package.json'), read('package-lock.json'), names);
  // Beside the build context, which holds them in one file.
  const directory = join(root, 'dist/image-packages');
  const packed = join(context, 'packages.tar');
  const stamp = join(directory, '.complete');
  const wanted = JSON.stringify({ manifest, lock, cpu });
  const total = Object.keys(lock.packages).length - 1;
  if (existsSync(packed) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return total;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(directory, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
  execFileSync(
    'npm',
    [
      ...['ci', '--omit=dev', '--omit=peer', '--ignore-scripts', '--prefer-offline'],
      ...['--os=linux', `--cpu=${cpu}`, '--libc=glibc'],
      ...['--no-audit', '--no-fund', '--loglevel=error'],
    ],
    { cwd: directory, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  await packPackages(directory, packed);
  writeFileSync(stamp, wanted);
  return total;
}

function copy(from, to) {
  const target = join(context, to);
  rmSync(target, { recursive: true, force: true });
  cpSync(join(root, from), target, { recursive: true });
}
