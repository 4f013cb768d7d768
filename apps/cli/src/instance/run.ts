import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { findOnPath } from '../system/checkout';
import { CliError, messageOf } from '../system/errors';
import { oneLine } from '../system/reporter';
import type { Say } from '../system/reporter';
import { resolveDataDirectory } from './data-directory';
import { Instance } from './instance';
import type { InstanceOptions, RunningInstance } from './instance';
import type { TargetChoice } from './targets';

/** Set in the environment of a supervisor that runs in the background. */
export const DETACHED_MARK = 'NORA_DETACHED';

export interface RunOptions {
  port: number;
  data?: string;
  target: TargetChoice;
  open?: true;
}

/** What a supervisor in the background tells the command that started it. */
type Progress =
  | { type: 'line'; line: string }
  | { type: 'up'; running: RunningInstance }
  | { type: 'failed'; message: string; exitCode: number };

const print: Say = (line) => console.log(line);

/** Runs an instance until Ctrl-C or SIGTERM. */
export async function runAttached(options: RunOptions): Promise<void> {
  const instance = new Instance(instanceOptions(options), print);
  const ended = stopOnSignals(instance);
  announce(await orEnd(instance, ended), options);
  print('Ctrl-C stops Nora; agents keep running.');
  await ended;
}

/** The part of `up --detach` that stays: reports to the command that started it, then runs until it is told to end. */
export async function runAsBackground(options: RunOptions): Promise<void> {
  const tell = (progress: Progress): void => {
    if (process.connected) process.send?.(progress, undefined, undefined, () => undefined);
  };
  const instance = new Instance(instanceOptions(options), (line) => tell({ type: 'line', line }));
  const ended = stopOnSignals(instance);
  // Whoever waits for it went away before it was up: nothing stays half-started.
  const orphaned = (): void => void instance.stop().then(() => process.exit(1));
  process.once('disconnect', orphaned);
  try {
    const running = await instance.start();
    process.removeListener('disconnect', orphaned);
    tell({ type: 'up', running });
  } catch (error) {
    tell({
      type: 'failed',
      message: oneLine(error),
      exitCode: error instanceof CliError ? error.exitCode : 70,
    });
    process.disconnect?.();
    process.exitCode = 1;
    return;
  }
  await ended;
}

/** Starts an instance in the background and returns when it is healthy. */
export async function startBackground(options: RunOptions): Promise<RunningInstance> {
  const running = await launchBackground(options, print);
  announce(running, options);
  print('It runs in the background: ./nora status, ./nora logs, ./nora down.');
  return running;
}

/**
 * Starts a supervisor of its own session for an instance.
 * @param environment settings of this instance beside those of the process
 * @throws CliError with what it said when it could not start; nothing is left of it then
 */
export async function launchBackground(
  options: RunOptions,
  say: Say,
  environment: NodeJS.ProcessEnv = {},
): Promise<RunningInstance> {
  const directory = resolveDataDirectory(options.data);
  directory.prepare();
  const output = openSync(directory.logFile('supervisor'), 'a', 0o600);
  const argv = ['up', '--port', String(options.port), '--data', directory.path, '--target', options.target];
  const child = spawn(process.execPath, [...process.execArgv, mainFile(), ...argv], {
    detached: true,
    env: { ...process.env, ...environment, [DETACHED_MARK]: '1' },
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  const interrupt = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const running = await new Promise<RunningInstance>((resolve, reject) => {
      child.on('message', (message) => {
        const progress = message as Progress;
        if (progress.type === 'line') say(progress.line);
        else if (progress.type === 'up') resolve(progress.running);
        else reject(new CliError(progress.message, progress.exitCode));
      });
      child.once('error', reject);
      child.once('exit', () =>
        reject(new CliError(`Nora ended at its start: see ${directory.logFile('supervisor')}`)),
      );
    });
    return running;
  } catch (error) {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
      await once(child, 'exit');
    throw error;
  } finally {
    process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
    if (child.connected) child.disconnect();
    child.unref();
  }
}

function mainFile(): string {
  const [, main] = process.argv;
  if (main === undefined) throw new Error('this program does not know its own file');
  return main;
}

function instanceOptions({ port, data, target }: RunOptions): InstanceOptions {
  const environment = { ...process.env };
  delete environment[DETACHED_MARK];
  return { directory: resolveDataDirectory(data), port, target, environment };
}

/** Resolves when a signal has stopped the instance; a second signal ends what remains by force. */
function stopOnSignals(instance: Instance): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (): void => {
      if (asked) return void instance.stopNow();
      asked = true;
      instance.say('Stopping Nora; agents keep running…');
      void instance.stop().then(() => {
        console.log('Nora is stopped.');
        resolve();
      });
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
}

/** The running instance; when a signal ends it before it was up, the program ends quietly. */
async function orEnd(instance: Instance, ended: Promise<void>): Promise<RunningInstance> {
  let interrupted = false;
  void ended.then(() => (interrupted = true));
  try {
    return await instance.start();
  } catch (error) {
    await new Promise((resolve) => setImmediate(resolve));
    if (interrupted) process.exit(130);
    throw new CliError(oneLine(error), 1, { cause: messageOf(error) });
  }
}

function announce({ url, claimUrl, targets }: RunningInstance, { open }: RunOptions): void {
  print(`Nora is up: ${url} (agents run on: ${targets.join(', ')})`);
  if (claimUrl !== null) print(`Claim this server: ${claimUrl}`);
  if (!open) return;
  const opener = findOnPath(process.platform === 'darwin' ? 'open' : 'xdg-open');
  if (opener === null) return print('No program was found that opens a browser.');
  spawn(opener, [claimUrl ?? url], { detached: true, stdio: 'ignore' })
    .on('error', () => undefined)
    .unref();
}
