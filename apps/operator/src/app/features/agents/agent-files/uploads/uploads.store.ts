import { DOCUMENT, DestroyRef, Injectable, inject, signal } from '@angular/core';
import { ProblemError, UploadClient, type UserProblem, toUserProblem } from '@nora/data-access';
import { Subject } from 'rxjs';

import { joinPath, parentOf } from '../file-paths';
import { FileCalls } from '../file-calls.store';
import type { Dropped } from './dropped-files';
import { type Upload, isOpen } from './upload';

const AT_ONCE = 2;
/** A larger file is not sent before it is known that its name is free. */
const ASK_FIRST_BYTES = 1_024 * 1_024;
const WAIT_MS = 5_000;

/** Where files go, and how large they may be. */
export interface UploadTarget {
  agentId: string;
  root: string;
  folder: string;
  limitBytes: number;
}

/**
 * Files on their way into agents, two at a time; they go on while other pages are looked at. An attempt that failed
 * begins at the beginning, and what is in the agent never is half a file.
 */
@Injectable({ providedIn: 'root' })
export class UploadsStore {
  private readonly client = inject(UploadClient);
  private readonly calls = inject(FileCalls);
  private readonly list = signal<readonly Upload[]>([]);
  private readonly arrivedSubject = new Subject<Upload>();
  private readonly bodies = new Map<number, File>();
  private readonly running = new Map<number, AbortController>();
  /** Those whose folder may have to be made. */
  private readonly nested = new Set<number>();
  private readonly made = new Map<string, Promise<void>>();
  private lastId = 0;
  private pausedUntil = 0;

  /** In the order in which they were given. */
  readonly items = this.list.asReadonly();
  /** Emits each file that has arrived. */
  readonly arrived = this.arrivedSubject.asObservable();

  constructor() {
    const window = inject(DOCUMENT).defaultView;
    const warn = (event: BeforeUnloadEvent) => {
      if (this.list().some(isOpen)) event.preventDefault();
    };
    window?.addEventListener('beforeunload', warn);
    inject(DestroyRef).onDestroy(() => window?.removeEventListener('beforeunload', warn));
  }

  /** Takes in what was dropped or chosen. Folders are made first, also those in which there is nothing. */
  async add({ agentId, root, folder, limitBytes }: UploadTarget, dropped: Dropped): Promise<void> {
    const fresh = dropped.files.map(({ folder: inside, file }): Upload => {
      const id = (this.lastId += 1);
      const path = joinPath(inside === '' ? folder : joinPath(folder, inside), file.name);
      const problem = file.size > limitBytes ? tooLarge(limitBytes) : null;
      if (!problem) this.bodies.set(id, file);
      if (inside !== '') this.nested.add(id);
      return {
        ...{ id, agentId, root, path, sizeBytes: file.size, sent: 0, replaces: false },
        ...{ state: problem ? 'failed' : 'waiting', problem },
      };
    });
    this.list.update((items) => [...items, ...fresh]);
    this.pump();
    for (const path of dropped.folders) {
      // A file below says what is wrong with its folder; an empty folder is tried once.
      await this.ensureFolder(agentId, root, joinPath(folder, path)).catch(() => undefined);
    }
  }

  /** Sends what stopped because its name is taken. */
  replace(id: number): void {
    this.change(id, { state: 'waiting', replaces: true, sent: 0, problem: null });
    this.pump();
  }

  /** Begins once more at the beginning. */
  retry(id: number): void {
    this.change(id, { state: 'waiting', sent: 0, problem: null });
    this.pump();
  }

  cancel(id: number): void {
    this.change(id, { state: 'cancelled' });
    this.bodies.delete(id);
    this.running.get(id)?.abort();
  }

  /** Forgets what there is nothing more to do about. */
  clear(agentId: string): void {
    const stays = (upload: Upload) => upload.agentId !== agentId || isOpen(upload);
    for (const upload of this.list()) if (!stays(upload)) this.bodies.delete(upload.id);
    this.list.update((items) => items.filter(stays));
  }

  private pump(): void {
    if (Date.now() < this.pausedUntil) return;
    while (this.running.size < AT_ONCE) {
      const next = this.list().find(({ state }) => state === 'waiting');
      if (!next) return;
      void this.run(next);
    }
  }

  private async run(upload: Upload): Promise<void> {
    const { id } = upload;
    const body = this.bodies.get(id);
    const abort = new AbortController();
    this.running.set(id, abort);
    this.change(id, { state: 'sending' });
    try {
      if (!body || !(await this.send(upload, body, abort.signal))) return;
      this.bodies.delete(id);
      this.change(id, { state: 'done', sent: upload.sizeBytes });
      this.arrivedSubject.next(upload);
    } catch (error) {
      if (!abort.signal.aborted) this.failed(upload, error);
    } finally {
      this.running.delete(id);
      this.pump();
      // Whatever was made may be gone when the next ones come.
      if (this.running.size === 0) this.made.clear();
    }
  }

  /** False when the name is taken and it was not said what to do. */
  private async send(upload: Upload, body: File, signal: AbortSignal): Promise<boolean> {
    const { id, agentId, root, path, replaces } = upload;
    if (this.nested.has(id)) await this.ensureFolder(agentId, root, parentOf(path));
    const present =
      replaces || body.size > ASK_FIRST_BYTES ? await this.calls.find(agentId, { root, path }) : null;
    signal.throwIfAborted();
    if (present && !replaces) {
      this.change(id, { state: 'exists' });
      return false;
    }
    const headers: Record<string, string> = present?.etag
      ? { 'if-match': present.etag }
      : { 'if-none-match': '*' };
    const onProgress = (sent: number) => this.change(id, { sent: Math.min(sent, body.size) });
    const url = this.calls.contentUrl(agentId, { root, path });
    await this.client.send({ url, body, headers, signal, onProgress });
    return true;
  }

  private failed(upload: Upload, error: unknown): void {
    const { id, replaces } = upload;
    const problem = toUserProblem(error);
    if (problem.status === 429) {
      this.pause(error);
      this.change(id, { state: 'waiting', sent: 0 });
    } else if (problem.code === 'precondition_failed' && !replaces) {
      this.change(id, { state: 'exists', sent: 0 });
    } else {
      this.change(id, { state: 'failed', sent: 0, problem });
    }
  }

  private pause(error: unknown): void {
    const ms = (error instanceof ProblemError ? error.retryAfterMs : null) ?? WAIT_MS;
    this.pausedUntil = Date.now() + ms;
    setTimeout(() => {
      this.pausedUntil = 0;
      this.pump();
    }, ms);
  }

  /** Made once, however many files go into it; tried again when that failed. */
  private async ensureFolder(agentId: string, root: string, path: string): Promise<void> {
    const key = keyOf(agentId, root, path);
    const making = this.made.get(key) ?? this.calls.ensureFolder(agentId, { root, path });
    this.made.set(key, making);
    try {
      await making;
    } catch (error) {
      this.made.delete(key);
      throw error;
    }
  }

  private change(id: number, part: Partial<Upload>): void {
    this.list.update((items) =>
      items.map((item) => (item.id === id && item.state !== 'cancelled' ? { ...item, ...part } : item)),
    );
  }
}

function keyOf(agentId: string, root: string, folder: string): string {
  return `${agentId}:${root}:${folder}`;
}

function tooLarge(limitBytes: number): UserProblem {
  const detail = `A file may have up to ${Math.floor(limitBytes / 1_048_576)} MiB here.`;
  return toUserProblem(new ProblemError(413, { code: 'payload_too_large', detail }, null));
}
