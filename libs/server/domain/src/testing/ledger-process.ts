import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Admission } from '../models/ledger-types';

/** What a process is to do, in this order. */
export interface LedgerOrder {
  keyHash: string;
  /** Calls to ask for at once. */
  reserve: number;
  /** Calls in hand to end. */
  settle: number;
  flush: boolean;
}

/** What became of the calls that were asked for. */
export interface LedgerReport {
  answers: Admission['is'][];
}

const CHECKOUT = resolve(__dirname, '../../../../..');
/** Below node_modules, so that packages are found from there. */
const DIRECTORY = join(CHECKOUT, 'node_modules/.cache/nora-tests');

/** Makes the program. @returns its file, and what removes it */
export async function buildLedgerProcess(): Promise<{ file: string; remove: () => void }> {
  mkdirSync(DIRECTORY, { recursive: true });
  const file = join(DIRECTORY, `ledger-process-${process.pid}.cjs`);
  const source = join(__dirname, 'ledger-process.main.ts');
  await promisify(execFile)(process.execPath, [join(CHECKOUT, 'tools/build-test-program.mjs'), source, file]);
  return { file, remove: () => rmSync(file, { force: true }) };
}

/** A ledger in a process of its own, which can be killed. */
export class LedgerProcess {
  private constructor(private readonly child: ChildProcess) {}

  static async start(file: string, databaseUrl: string): Promise<LedgerProcess> {
    const started = new LedgerProcess(fork(file, [databaseUrl], { execArgv: [] }));
    await started.report();
    return started;
  }

  async order(order: Partial<LedgerOrder> & { keyHash: string }): Promise<Admission['is'][]> {
    const told = this.report();
    this.child.send({ reserve: 0, settle: 0, flush: false, ...order });
    return (await told).answers;
  }

  /** Ends it as a machine ends that loses its power. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  private async report(): Promise<LedgerReport> {
    const ended = once(this.child, 'exit').then(() => {
      throw new Error('the process ended');
    });
    ended.catch(() => undefined);
    const [report] = (await Promise.race([once(this.child, 'message'), ended])) as [LedgerReport];
    return report;
  }
}
