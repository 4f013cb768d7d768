import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OPENCLAW_VERSION } from '@nora/runtime-contract';
import type Docker from 'dockerode';
import { withFileLock } from '../file-lock';
import type { RuntimeCpu, RuntimeInstaller } from '../install/runtime-installer';
import type { RuntimeAssets } from '../options';
import type { Progress } from '../ports';
import { SharedWork } from '../shared-work';
import { buildContext } from './build-context';
import { orNull } from './errors';
import { buildFault } from './faults';

interface BuildEvent {
  stream?: string;
  status?: string;
  error?: string;
}

/** The runtimes' image: built once per content, by whoever needs it first. */
export class RuntimeImage {
  private readonly shared = new SharedWork<void>();
  private readonly dockerfile: string;

  constructor(
    private readonly docker: Docker,
    private readonly assets: RuntimeAssets,
    private readonly baseImage: string,
    private readonly installer: RuntimeInstaller,
    private readonly lockDirectory: string,
  ) {
    this.dockerfile = join(assets.runtimeDir, 'Dockerfile');
  }

  /** Its name; the tag changes with everything that goes into it. */
  async tag(): Promise<string> {
    const installation = basename(await this.installer.directoryFor(await this.engineCpu()));
    const hash = createHash('sha256').update(`${this.baseImage} ${installation}`);
    for (const path of [this.dockerfile, this.assets.sidecarFile]) hash.update(await readFile(path));
    return `nora/runtime-openclaw:${OPENCLAW_VERSION}-${hash.digest('hex').slice(0, 12)}`;
  }

  /** The image to make a runtime from: the one it asks for while the engine has it, otherwise the present one. */
  async choose(wanted: string | null): Promise<string> {
    if (wanted !== null && (await this.exists(wanted))) return wanted;
    return this.tag();
  }

  /** Makes sure that the engine has the image that {@link choose} gives, and says when it is not the wanted one. */
  async ensure(wanted: string | null, progress: Progress, signal: AbortSignal): Promise<void> {
    const tag = await this.choose(wanted);
    if (wanted !== null && tag !== wanted) {
      progress(`the image ${wanted} is no longer on the engine; ${tag} is used in its place`);
    }
    if (tag === wanted || (await this.exists(tag))) return;
    await this.shared.run(tag, progress, signal, (tell, shared) => this.buildOnce(tag, tell, shared));
  }

  /** Workers of this host build one after the other; who waited finds the image. */
  private async buildOnce(tag: string, progress: Progress, signal: AbortSignal): Promise<void> {
    progress(`${tag} is not on the engine yet`);
    await mkdir(this.lockDirectory, { recursive: true });
    const lock = join(this.lockDirectory, `image-${tag.replaceAll(/[^a-z0-9.-]/gi, '_')}.lock`);
    await withFileLock(lock, signal, async () => {
      if (!(await this.exists(tag))) await this.build(tag, progress, signal);
    });
  }

  private async exists(image: string): Promise<boolean> {
    return (await orNull(() => this.docker.getImage(image).inspect())) !== null;
  }

  private async build(tag: string, progress: Progress, signal: AbortSignal): Promise<void> {
    const runtime = await this.installer.ensure(await this.engineCpu(), progress, signal);
    progress(`building ${tag}`);
    const context = buildContext({ dockerfile: this.dockerfile, sidecar: this.assets.sidecarFile, runtime });
    const answer = await this.docker.buildImage(context, {
      t: tag,
      buildargs: { BASE_IMAGE: this.baseImage },
      networkmode: 'none',
      rm: true,
      forcerm: true,
      abortSignal: signal,
    });
    await new Promise<void>((resolve, reject) => {
      this.docker.modem.followProgress(
        answer,
        (error, events: BuildEvent[]) => {
          const fault = error?.message ?? events.find((event) => event.error)?.error;
          if (fault) reject(buildFault(fault));
          else resolve();
        },
        (event: BuildEvent) => {
          const text = (event.stream ?? event.status ?? '').trim();
          if (text !== '') progress(text);
        },
      );
    });
  }

  private async engineCpu(): Promise<RuntimeCpu> {
    const { Arch } = await this.docker.version();
    return Arch === 'arm64' ? 'arm64' : 'x64';
  }
}
