import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const CHECKOUT = resolve(__dirname, '../../../..');
// As deep below the checkout as dist/apps/cli, from where the command line looks for the checkout.
const BUILDS = join(CHECKOUT, 'dist/testing');

/** The command line as it ships, built for one suite alone: suites run at once, and a build empties its directory. */
export class BuiltCli {
  private constructor(private readonly directory: string) {}

  static async build(): Promise<BuiltCli> {
    mkdirSync(BUILDS, { recursive: true });
    const directory = mkdtempSync(join(BUILDS, 'cli-'));
    const argv = [join(CHECKOUT, 'tools/build-node.mjs'), 'cli', directory];
    await promisify(execFile)(process.execPath, argv);
    return new BuiltCli(directory);
  }

  /** Its main file. */
  get main(): string {
    return join(this.directory, 'main.js');
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
