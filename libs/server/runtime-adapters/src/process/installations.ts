import { createHash } from 'node:crypto';
import { chmod, copyFile, readFile, rename } from 'node:fs/promises';
import { arch } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { RuntimeCpu, RuntimeInstaller } from '../install/runtime-installer';
import type { Progress } from '../ports';
import { exists } from './directories';
import { imageBroken } from './faults';
import type { ProcessPlaces } from './places';

const PROGRAM = 'node_modules/openclaw/openclaw.mjs';
const NAME = /^[\w-][\w.-]*$/;

/** Installations that runtimes of this host run from, and the sidecar beside them. */
export class Installations {
  constructor(
    private readonly places: ProcessPlaces,
    private readonly installer: RuntimeInstaller,
    private readonly sidecarFile: string,
  ) {}

  /**
   * Makes the wanted installation ready. One of an earlier release is used while it is still there; otherwise the
   * present one takes its place, which is said.
   * @param wanted name of a directory; null for the present one
   * @throws RuntimeFault `image_broken`
   */
  async ensure(wanted: string | null, progress: Progress, signal: AbortSignal): Promise<void> {
    const directory = await this.directoryFor(wanted);
    if (directory === (await this.present())) await this.installer.ensure(this.cpu(), progress, signal);
    if (wanted !== null && basename(directory) !== wanted) {
      progress(`the installation ${wanted} is gone; ${basename(directory)} is used in its place`);
    }
    await this.refuseBroken(directory);
    await this.copySidecar();
  }

  /** @throws RuntimeFault `image_broken` when OpenClaw is not in the directory */
  async refuseBroken(directory: string): Promise<void> {
    if (!(await exists(join(directory, PROGRAM)))) throw imageBroken(directory);
  }

  /** Where a runtime made now would run from. */
  async directoryFor(wanted: string | null): Promise<string> {
    const present = await this.present();
    if (wanted === null || !NAME.test(wanted)) return present;
    const earlier = join(dirname(present), wanted);
    return (await exists(earlier)) ? earlier : present;
  }

  async sidecarPath(): Promise<string> {
    const content = await readFile(this.sidecarFile);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
    return join(this.places.runtimes, `sidecar-${hash}.js`);
  }

  private present(): Promise<string> {
    return this.installer.directoryFor(this.cpu());
  }

  private cpu(): RuntimeCpu {
    return arch() === 'arm64' ? 'arm64' : 'x64';
  }

  /** Agents run a copy of their own: the distribution may lie where their users cannot reach it. */
  private async copySidecar(): Promise<void> {
    const target = await this.sidecarPath();
    const fresh = `${target}.${process.pid}`;
    await copyFile(this.sidecarFile, fresh);
    await chmod(fresh, 0o644);
    await rename(fresh, target);
  }
}
