import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OPENCLAW_VERSION } from '@nora/runtime-contract';
import type Docker from 'dockerode';
import type { RuntimeCpu, RuntimeInstaller } from '../install/runtime-installer';
import type { RuntimeAssets } from '../options';
import type { Progress } from '../ports';
import { SharedWork } from '../shared-work';
import { buildContext } from './build-context';
import { orNull } from './errors';

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

  /** Builds the image unless the engine has it. */
  async ensure(progress: Progress, signal: AbortSignal): Promise<void> {
    const tag = await this.tag();
    if (await orNull(() => this.docker.getImage(tag).inspect())) return;
    await this.shared.run(tag, progress, signal, (tell, shared) => this.build(tag, tell, shared));
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
          if (fault) reject(new Error(`The image could not be built: ${fault}`));
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
