import { dirname, posix } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '@nora/contracts';
import { RUNTIME_PATHS } from '@nora/runtime-contract';
import type Docker from 'dockerode';
import type { Container, ContainerInspectInfo } from 'dockerode';
import { extract } from 'tar-stream';
import type { Progress, RuntimeHandle, StateScope } from '../ports';
import { rootsOf } from '../state/scopes';
import { CONTAINER_HOME } from './container-spec';
import type { DockerAccess } from './docker-access';
import { archiveOf, runHelper, withHelper } from './helper-container';
import { runInside } from './run-inside';
import { type Placing, scopedArchive } from './state-archive';

const STATE = `${CONTAINER_HOME}/${RUNTIME_PATHS.openclawState}`;
/** On the volume: the engine cannot read from a container's /tmp. Not part of any scope. */
const BACKUP = `${CONTAINER_HOME}/.cache/nora-copy`;
/** Ends a backup that hangs, and one whose caller has gone. */
const BACKUP_SECONDS = '900';

/** What the sidecar gives OpenClaw, without secrets; the rest stages the backup where there is room. */
const BACKUP_ENVIRONMENT = {
  HOME: CONTAINER_HOME,
  TMPDIR: `${BACKUP}/tmp`,
  NODE_COMPILE_CACHE: `${CONTAINER_HOME}/.cache/node-compile`,
  OPENCLAW_STATE_DIR: STATE,
  OPENCLAW_CONFIG_PATH: `${CONTAINER_HOME}/${RUNTIME_PATHS.openclawConfig}`,
  OPENCLAW_CONFIG_READONLY: '1',
  OPENCLAW_NO_AUTO_UPDATE: '1',
  OPENCLAW_OFFLINE: '1',
  OPENCLAW_NO_RESPAWN: '1',
};

const ADOPT = ['node', '/opt/nora/sidecar.js', '--home', CONTAINER_HOME, '--adopt'];

/** One copy that is under way. */
interface Copy {
  from: RuntimeHandle;
  to: RuntimeHandle;
  scope: StateScope;
  progress: Progress;
  signal: AbortSignal;
  /** The container that receives. */
  target: Container;
  image: string;
}

/** Copies state between the storages of two agents. */
export class StateCopier {
  constructor(
    private readonly docker: Docker,
    private readonly access: DockerAccess,
    private readonly installationId: string,
  ) {}

  /**
   * See `RuntimeProvisioner.copyState`.
   * @throws DomainError `conflict` when the target was started before, or is not there
   */
  async copy(
    from: RuntimeHandle,
    to: RuntimeHandle,
    scope: StateScope,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    const found = await this.access.find(to);
    if (found?.State.Status !== 'created') {
      throw new DomainError('conflict', 'State is copied only into a runtime that was never started.');
    }
    const target = this.docker.getContainer(found.Id);
    const copy = { from, to, scope, progress, signal, target, image: found.Config.Image };
    const source = await this.access.find(from);
    if (source?.State.Running && !source.State.Paused) await this.fromRunning(copy, source);
    else if (source) await this.asItLies(copy, this.docker.getContainer(source.Id));
    else await this.fromStorage(copy);
    if (scope === 'files') return;
    progress("the copy becomes the new agent's own");
    // The sidecar takes out credentials and leases; see its own description.
    await runHelper({ ...this.helper(to, copy.image), argv: ADOPT }, signal);
  }

  /** Without a pause where that can be had. */
  private async fromRunning(copy: Copy, { Id }: ContainerInspectInfo): Promise<void> {
    const { scope, progress, signal } = copy;
    const source = this.docker.getContainer(Id);
    try {
      if (scope === 'memory') await this.throughBackup(copy, source);
      else await this.asItLies(copy, source);
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      progress(`the agent is paused for the copy, because it did not succeed otherwise: ${reason}`);
      await source.pause({ abortSignal: signal });
      try {
        await this.asItLies(copy, source);
      } finally {
        await source.unpause();
      }
    }
  }

  /** OpenClaw's own backup: consistent, of a gateway at work. */
  private async throughBackup(copy: Copy, source: Container): Promise<void> {
    const { progress, signal } = copy;
    const inside = (argv: string[], until = signal): Promise<void> =>
      runInside(this.docker, source, argv, BACKUP_ENVIRONMENT, until);
    const archive = `${BACKUP}/backup.tar.gz`;
    progress('the agent writes a backup of its state');
    try {
      await inside(['rm', '-rf', BACKUP]);
      await inside(['mkdir', '-p', `${BACKUP}/tmp`]);
      const command = ['openclaw', 'backup', 'create', '--output', archive, '--json'];
      await inside(['timeout', '-k', '5', BACKUP_SECONDS, ...command]);
      const outer = await archiveOf(source, archive, signal);
      if (!outer) throw new Error('The backup of the agent is not there.');
      progress('copying the backup');
      await this.receive(copy, await fileIn(outer, signal), placeOfBackup);
    } finally {
      // Also after the caller gave up; a worker that dies leaves it to the next copy.
      await inside(['rm', '-rf', BACKUP], AbortSignal.timeout(30_000)).catch(() => undefined);
    }
  }

  /** Directories as they are, consistent while nobody writes. */
  private async asItLies(copy: Copy, source: Container): Promise<void> {
    const { scope, progress, signal } = copy;
    progress('copying the files');
    for (const root of rootsOf(scope)) {
      const stream = await archiveOf(source, posix.join(CONTAINER_HOME, root), signal);
      const parent = dirname(root);
      if (stream) await this.receive(copy, stream, (name) => posix.join(parent, name));
    }
  }

  /** Where only the source's storage is left. */
  private async fromStorage(copy: Copy): Promise<void> {
    const input = { ...this.helper(copy.from, copy.image), argv: ['node', '--version'] };
    await withHelper(input, copy.signal, (helper) => this.asItLies(copy, helper));
  }

  private async receive({ target, scope, signal }: Copy, stream: Readable, placing: Placing): Promise<void> {
    const archive = scopedArchive(stream, placing, scope);
    // A fault of the source would otherwise leave the engine waiting for the rest.
    const stop = (error: Error): void => void stream.destroy(error);
    archive.once('error', stop);
    const abort = new AbortController();
    archive.once('error', (error) => abort.abort(error));
    const within = AbortSignal.any([signal, abort.signal]);
    try {
      await target.putArchive(archive, { path: CONTAINER_HOME, abortSignal: within });
    } catch (error) {
      throw abort.signal.aborted ? abort.signal.reason : error;
    } finally {
      stream.destroy();
    }
  }

  private helper(handle: RuntimeHandle, image: string) {
    return { docker: this.docker, installationId: this.installationId, handle, image };
  }
}

/** The archive holds everything below the path it had: `<name>/payload/posix/home/node/.openclaw/…`. */
function placeOfBackup(name: string): string | null {
  const [, path] = /^[^/]+\/payload\/posix\/home\/node\/(.+)$/.exec(name) ?? [];
  return path ?? null;
}

/** The one file of an archive, unpacked. */
function fileIn(archive: Readable, signal: AbortSignal): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const outer = extract();
    outer.once('entry', (_header, entry, next) => {
      // Read to its end, or the engine's answer would stay open.
      entry.once('end', next);
      const content = createGunzip();
      pipeline(entry, content, { signal }).catch((error: Error) => content.destroy(error));
      resolve(content);
    });
    pipeline(archive, outer, { signal }).then(() => reject(new Error('The archive is empty.')), reject);
  });
}
