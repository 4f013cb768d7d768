import { createHash, randomUUID } from 'node:crypto';
import {
  chmod,
  cp,
  lstat,
  mkdir,
  opendir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  unlink,
} from 'node:fs/promises';
import { join } from 'node:path';
import { toolEnvironment } from '@nora/config';
import { OPENCLAW_VERSION } from '@nora/runtime-contract';
import { withFileLock } from '../file-lock';
import type { BackendOptions } from '../options';
import type { Progress } from '../ports';
import { SharedWork } from '../shared-work';
import { runTool } from './run-tool';

/** The processor a runtime is installed for; the system is always Linux with glibc. */
export type RuntimeCpu = 'x64' | 'arm64';

/** Changes with the steps below, so that an installation made by other steps is not taken for one of these. */
const RECIPE = 'npm-ci,lifecycle,tidy';
const LOCKED_FILES = ['package.json', 'package-lock.json'];
const TELL_EVERY_MS = 5_000;
/** Files for debuggers and compilers, about a tenth of the whole. */
const NOT_NEEDED = /\.(map|d\.[cm]?ts)$/;

/**
 * Prepares installations of OpenClaw from the lockfile, once per release, processor and host.
 * They are read-only to agents and shared by the process target and by image builds.
 */
export class RuntimeInstaller {
  private readonly shared = new SharedWork<string>();

  /**
   * @param runtimeDir directory with the committed package.json and package-lock.json
   * @param directory where installations are kept
   */
  constructor(
    private readonly runtimeDir: string,
    private readonly directory: string,
  ) {}

  /** One for the backends of these options; those that share a host may share it. */
  static of({ settings, assets }: BackendOptions): RuntimeInstaller {
    return new RuntimeInstaller(assets.runtimeDir, join(settings.dataDir, 'runtimes/openclaw'));
  }

  /** Where the installation is or will be; its name changes with the lockfile. */
  async directoryFor(cpu: RuntimeCpu): Promise<string> {
    const hash = createHash('sha256').update(RECIPE);
    for (const name of LOCKED_FILES) hash.update(await readFile(join(this.runtimeDir, name)));
    return join(this.directory, `${OPENCLAW_VERSION}-${cpu}-${hash.digest('hex').slice(0, 12)}`);
  }

  /** Installs unless it is there already; concurrent calls, in other processes too, share one installation. */
  async ensure(cpu: RuntimeCpu, progress: Progress, signal: AbortSignal): Promise<string> {
    const target = await this.directoryFor(cpu);
    if (await exists(target)) return target;
    return this.shared.run(target, progress, signal, (tell, shared) =>
      this.install(target, cpu, tell, shared),
    );
  }

  private async install(
    target: string,
    cpu: RuntimeCpu,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<string> {
    await mkdir(this.directory, { recursive: true, mode: 0o755 });
    await chmod(this.directory, 0o755);
    return withFileLock(join(this.directory, '.lock'), signal, async () => {
      if (await exists(target)) return target;
      await this.removeAbandoned();
      const fresh = join(this.directory, `.new-${randomUUID()}`);
      try {
        await mkdir(fresh, { mode: 0o755 });
        for (const name of LOCKED_FILES) await cp(join(this.runtimeDir, name), join(fresh, name));
        await this.download(fresh, cpu, progress, signal);
        await completeLifecycle(fresh, signal);
        progress('removing what is not needed at run time');
        await tidy(fresh, signal);
        await rename(fresh, target);
        progress(`OpenClaw ${OPENCLAW_VERSION} is installed`);
        return target;
      } finally {
        await rm(fresh, { recursive: true, force: true });
      }
    });
  }

  private async download(
    directory: string,
    cpu: RuntimeCpu,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    const begun = Date.now();
    const tell = (): void => {
      const seconds = Math.round((Date.now() - begun) / 1_000);
      progress(`installing OpenClaw ${OPENCLAW_VERSION} (${seconds} s)`);
    };
    tell();
    const timer = setInterval(tell, TELL_EVERY_MS);
    const platform = ['--os=linux', `--cpu=${cpu}`, '--libc=glibc'];
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    try {
      await runTool(
        'npm',
        ['ci', '--ignore-scripts', '--omit=dev', '--prefer-offline', ...platform, ...quiet],
        { workingDirectory: directory, environment: toolEnvironment(), signal },
      );
    } finally {
      clearInterval(timer);
    }
  }

  /** Leftovers of installations that were interrupted; nobody else works on one while the lock is held. */
  private async removeAbandoned(): Promise<void> {
    const names = (await readdir(this.directory)).filter((name) => name.startsWith('.new-'));
    for (const name of names) await rm(join(this.directory, name), { recursive: true, force: true });
  }
}

/**
 * OpenClaw finishes its own installation at its first start and refuses to run when it may not write there.
 * Agents may not, so it is done here; npm does not run the scripts of packages.
 */
async function completeLifecycle(directory: string, signal: AbortSignal): Promise<void> {
  const environment = { ...toolEnvironment(), HOME: join(directory, 'home') };
  const argv = [join(directory, 'node_modules/openclaw/openclaw.mjs'), '--version'];
  await runTool(process.execPath, argv, { workingDirectory: directory, environment, signal });
  await rm(environment.HOME, { recursive: true, force: true });
}

/** Removes files without use at run time, and lets every user read the others whatever the umask was. */
async function tidy(directory: string, signal: AbortSignal): Promise<void> {
  for await (const entry of await opendir(directory)) {
    signal.throwIfAborted();
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await tidy(path, signal);
    else if (entry.isFile() && NOT_NEEDED.test(entry.name)) await unlink(path);
    else if (entry.isFile()) await openToAll(path);
  }
  await openToAll(directory);
}

async function openToAll(path: string): Promise<void> {
  const { mode } = await lstat(path);
  const wanted = mode | 0o444 | (mode & 0o100 ? 0o111 : 0);
  if (wanted !== mode) await chmod(path, wanted & 0o7777);
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
