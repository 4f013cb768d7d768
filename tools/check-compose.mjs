// Checks docker/compose.yml, alone and with each of its overlays: every service is hardened, and every variable and
// setting is known to the documents, to docker/init-env.sh and to the services: node tools/check-compose.mjs
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mergeCompose, readCompose, readDockerfile } from './compose/files.mjs';
import { faultsOfServices } from './compose/rules.mjs';

/** Who holds the engine in hand (docs/adr/0007-docker-socket.md). */
const SOCKETS = ['api-gate', 'worker-gate'];
const PUBLISHED = ['nginx'];
/** What is started together. */
const COMBINATIONS = [
  ['compose.yml'],
  ['compose.yml', 'compose.public.yml'],
  ['compose.yml', 'compose.public.yml', 'compose.acme.yml'],
  ['compose.yml', 'compose.proxy.yml'],
];
/** Settings of programs that an operator of the Compose stack has no use for. */
const NOT_HANDED_ON = {
  UI_ROOT: 'nginx serves the pages',
  NORA_DATA_DIR: 'a volume, whose place the image knows',
  RUNTIME_LISTENER_URL_PROCESS: 'no agents are processes here',
  RUNTIME_LISTENER: 'one API serves both',
  SIMULATED_ENGINE_URL: 'for tests',
  HEALTH_HOST: 'health checks run inside the containers',
};

const root = resolve(import.meta.dirname, '..');
const docker = join(root, 'docker');
const text = (path) => readFileSync(join(root, path), 'utf8');

const faults = [];
const files = readdirSync(docker).filter(
  (name) => /^compose(\.[\w-]+)?\.yml$/.test(name) && name !== 'compose.override.yml',
);
for (const file of files) {
  if (!COMBINATIONS.flat().includes(file)) faults.push(`${file}: no combination of this check has it`);
}
const context = {
  sockets: SOCKETS,
  published: PUBLISHED,
  pinned: Object.fromEntries(
    [...text('docker/pin-images.sh').matchAll(/^\s*pin (\w+) (\S+)$/gm)].map(([, name, image]) => [
      name,
      image,
    ]),
  ),
  imageOf: (build) => readDockerfile(docker, build),
};
const merged = [];
for (const combination of COMBINATIONS) {
  try {
    const compose = combination.map((file) => readCompose(join(docker, file))).reduce(mergeCompose);
    merged.push(compose);
    faults.push(...faultsOfServices(compose, context).map((fault) => `${combination.join(' + ')}: ${fault}`));
  } catch (error) {
    faults.push(error.message);
  }
}
faults.push(...unknownVariables(), ...settingsKeptBack());

for (const fault of new Set(faults)) console.error(fault);
const services = new Set(merged.flatMap((compose) => Object.keys(compose.services)));
if (faults.length === 0) {
  console.log(
    `${COMBINATIONS.length} combinations of ${files.length} Compose files hold, with ${services.size} services.`,
  );
}
process.exitCode = faults.length === 0 ? 0 : 1;

/** Variables that nobody could know to set. */
function unknownVariables() {
  const documents = readdirSync(join(root, 'docs'), { recursive: true })
    .filter((name) => name.endsWith('.md') && !name.startsWith('adr'))
    .map((name) => text(join('docs', name)))
    .join('\n');
  const written = text('docker/init-env.sh');
  const used = files.flatMap((file) => {
    const lines = text(join('docker', file)).split('\n');
    const values = lines.filter((line) => !line.trimStart().startsWith('#')).join('\n');
    return [...values.matchAll(/\$\{(\w+)/g)].map(([, name]) => [name, file]);
  });
  return used
    .filter(
      ([name]) => !documents.includes(`\`${name}\``) && !new RegExp(`^\\s*keep ${name} `, 'm').test(written),
    )
    .map(([name, file]) => `${file}: ${name} is in no document, and docker/init-env.sh does not set it`);
}

/** Settings that somebody could read of in docs/settings.md, and set in docker/.env to no effect. */
function settingsKeptBack() {
  const known = [...text('docs/settings.md').matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  const handedOn = new Set(
    merged.flatMap(({ services }) =>
      Object.values(services).flatMap(({ environment }) => Object.keys(environment ?? {})),
    ),
  );
  return [
    ...known
      .filter((name) => !handedOn.has(name) && !(name in NOT_HANDED_ON))
      .map((name) => `compose.yml: no service is given ${name} of docs/settings.md`),
    ...Object.keys(NOT_HANDED_ON)
      .filter((name) => !known.includes(name) || handedOn.has(name))
      .map((name) => `tools/check-compose.mjs: ${name} is no exception any more`),
  ];
}
