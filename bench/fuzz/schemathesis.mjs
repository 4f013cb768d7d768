// Schemathesis (PyPI), in a virtual environment of its own.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/processes.mjs';

const run = promisify(execFile);

/** What findings are reproduced with: another version draws other requests from the same seed. */
const VERSION = '4.32.5';
const CHECKS = [
  ...['not_a_server_error', 'status_code_conformance', 'content_type_conformance'],
  ...['response_headers_conformance', 'response_schema_conformance'],
];
const MOST_OUTPUT = 1 << 26;

/** Python or the package is not to be had here. */
export class NotAvailable extends Error {}

/**
 * The program, installed where it is missing.
 * @throws NotAvailable with the reason
 */
export async function installSchemathesis(signal) {
  const directory = join(ROOT, 'node_modules/.cache', `schemathesis-${VERSION}`);
  const program = join(directory, 'bin/st');
  const done = join(directory, 'installed');
  if (existsSync(done)) return program;
  rmSync(directory, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', directory], { signal });
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(join(directory, 'bin/python'), [...pip, `schemathesis==${VERSION}`], { signal });
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    const said = String(error.stderr || error.message)
      .trim()
      .split('\n')
      .at(-1);
    throw new NotAvailable(`Schemathesis ${VERSION} cannot be installed with python3: ${said}`);
  }
  writeFileSync(done, '');
  return program;
}

/**
 * Fuzzes an API in one role.
 * @param options `origin`; `token` of the role or null; `known` values of path parameters; `only` or `except`:
 * operation ids; `phases`; `examples` per operation; `seed`; `directory` for files of this run
 * @returns the events of the run
 */
export async function fuzz(program, options, signal) {
  const { origin, directory, only = [], except = [], phases, examples, seed } = options;
  mkdirSync(directory, { recursive: true });
  const config = join(directory, 'schemathesis.toml');
  const report = join(directory, 'events.ndjson');
  // The credential goes into a file: arguments can be read by everybody on the machine.
  writeFileSync(config, configOf(options), { mode: 0o600 });
  const argv = [
    ...['--config-file', config, '--no-color', 'run', `${origin}/api/openapi.json`, '--url', origin],
    ...['--phases', phases, '--max-examples', String(examples), '--seed', String(seed)],
    ...['--checks', CHECKS.join(','), '--continue-on-failure', '--request-timeout', '20'],
    ...['--report', 'ndjson', '--report-ndjson-path', report, '--warnings', 'off'],
    ...['--suppress-health-check', 'all', '--output-truncate', 'false'],
    ...only.flatMap((id) => ['--include-operation-id', id]),
    ...except.flatMap((id) => ['--exclude-operation-id', id]),
  ];
  try {
    await run(program, argv, { cwd: directory, signal, maxBuffer: MOST_OUTPUT });
  } catch (error) {
    // 1: it found something, which the events tell.
    if (error.code !== 1) throw error;
  }
  return readFileSync(report, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function configOf({ token, known }) {
  const lines = [];
  if (token) lines.push(`headers = { Authorization = ${JSON.stringify(`Bearer ${token}`)} }`);
  // A second credential, drawn at random, would have nearly every request refused for being two.
  lines.push('[generation]', 'with-security-parameters = false', '[parameters]');
  for (const name of Object.keys(known)) {
    lines.push(`"path.${name}" = { dictionary = "${name}", probability = 0.85 }`);
  }
  for (const [name, values] of Object.entries(known)) {
    lines.push(`[dictionaries.${name}]`, `values = ${JSON.stringify(values)}`);
  }
  return `${lines.join('\n')}\n`;
}
