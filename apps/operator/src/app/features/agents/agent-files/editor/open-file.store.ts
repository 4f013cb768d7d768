import { HttpErrorResponse } from '@angular/common/http';
import { Injectable, computed, inject, signal } from '@angular/core';
import { FilesService } from '@nora/api-client';
import { CORRELATION_HEADER } from '@nora/contracts';
import { ProblemError, type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import type { Place } from '../file-paths';
import { type Conflict, conflictOf } from './conflict';
import { type TextContent, lineBreakOf, readText, writeText } from './text-content';

/** What became of reading a file. */
export type OpenedFile =
  | { kind: 'reading' }
  | { kind: 'text'; content: TextContent }
  | { kind: 'binary' }
  | { kind: 'too-large' }
  | { kind: 'failed'; problem: UserProblem };

/** The bytes of a file, and the mark that says which state of it they are. */
interface Content {
  bytes: Uint8Array;
  etag: string;
}

/** One file, read and written. Nothing is written over a state of it that was not read. */
@Injectable()
export class OpenFileStore {
  private readonly client = inject(FilesService);
  private readonly state = signal<OpenedFile>({ kind: 'reading' });
  private readonly saving = signal(false);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly clash = signal<Conflict | null>(null);
  private readonly differs = signal(false);
  private file: (Place & { agentId: string }) | null = null;
  /** Null for a file that was deleted meanwhile. */
  private etag: string | null = null;

  readonly opened = this.state.asReadonly();
  readonly working = this.saving.asReadonly();
  /** Why it could not be saved. */
  readonly problem = this.fault.asReadonly();
  /** Set while it is to be decided what becomes of two changes of the same file. */
  readonly conflict = this.clash.asReadonly();
  /** Whether there is something that is not saved. */
  readonly unsaved = computed(() => this.differs() || this.clash() !== null);

  /** Reads a file; what was open before is forgotten. */
  async open(agentId: string, place: Place): Promise<void> {
    const file = { agentId, ...place };
    this.file = file;
    this.forget();
    this.state.set({ kind: 'reading' });
    try {
      const { bytes, etag } = await this.read();
      if (file !== this.file) return;
      this.etag = etag;
      const content = readText(bytes);
      this.state.set(content ? { kind: 'text', content } : { kind: 'binary' });
    } catch (error) {
      if (file !== this.file) return;
      const problem = await problemOf(error);
      this.state.set(problem.status === 413 ? { kind: 'too-large' } : { kind: 'failed', problem });
    }
  }

  /** Closes the file, whatever is not saved. */
  close(): void {
    this.file = null;
    this.forget();
  }

  /** Says whether the editor holds something else than what was saved last. */
  mark(differs: boolean): void {
    this.differs.set(differs);
  }

  /**
   * Writes a text in the place of the one that was read; true when it is there. Where somebody else was quicker,
   * nothing is written, and the conflict says what both have made of it.
   */
  async save(text: string): Promise<boolean> {
    const opened = this.state();
    const { file } = this;
    if (opened.kind !== 'text' || !file || this.saving()) return false;
    this.saving.set(true);
    this.fault.set(null);
    try {
      await this.write(file, text, opened.content);
      if (file !== this.file) return false;
      const content = { ...opened.content, text, lineBreak: lineBreakOf(text) };
      this.state.set({ kind: 'text', content });
      this.clash.set(null);
      return true;
    } catch (error) {
      if (file === this.file) await this.refused(error, text, opened.content);
      return false;
    } finally {
      this.saving.set(false);
    }
  }

  /** Leaves the file as somebody else has made it. */
  takeTheirs(): void {
    const conflict = this.clash();
    this.clash.set(null);
    this.fault.set(null);
    this.differs.set(false);
    if (conflict?.kind === 'changed') this.state.set({ kind: 'text', content: conflict.theirs });
    else if (conflict?.kind === 'binary') this.state.set({ kind: 'binary' });
  }

  private async write(file: Place & { agentId: string }, text: string, content: TextContent): Promise<void> {
    const condition = this.etag === null ? { 'If-None-Match': '*' } : { 'If-Match': this.etag };
    const body = writeText(text, content);
    const { etag } = await firstValueFrom(this.client.writeFile({ ...file, ...condition, body }));
    this.etag = etag;
  }

  private async refused(error: unknown, mine: string, base: TextContent): Promise<void> {
    const problem = toUserProblem(error);
    const gone = problem.status === 404 && this.etag !== null;
    if (problem.code !== 'precondition_failed' && !gone) {
      this.fault.set(problem);
      return;
    }
    try {
      const theirs = await this.readTheirs();
      const content = theirs && readText(theirs.bytes);
      this.etag = theirs?.etag ?? null;
      this.clash.set(
        theirs && !content ? { kind: 'binary', mine, theirs: null } : await conflictOf(base, mine, content),
      );
    } catch (second) {
      this.fault.set(await problemOf(second));
    }
  }

  /** Null when the file is gone. */
  private async readTheirs(): Promise<Content | null> {
    try {
      return await this.read();
    } catch (error) {
      if (error instanceof HttpErrorResponse && error.status === 404) return null;
      throw error;
    }
  }

  private async read(): Promise<Content> {
    const { file } = this;
    if (!file) throw new Error('No file is open.');
    const answer = await firstValueFrom(this.client.readFile$Any$Response(file));
    return {
      bytes: new Uint8Array(await new Response(answer.body).arrayBuffer()),
      etag: answer.headers.get('etag') ?? '',
    };
  }

  private forget(): void {
    this.etag = null;
    this.fault.set(null);
    this.clash.set(null);
    this.differs.set(false);
  }
}

/** A refusal of a request for bytes comes as bytes. */
async function problemOf(error: unknown): Promise<UserProblem> {
  if (!(error instanceof HttpErrorResponse) || !(error.error instanceof Blob)) return toUserProblem(error);
  const text = await new Response(error.error).text();
  return toUserProblem(new ProblemError(error.status, text, error.headers.get(CORRELATION_HEADER)));
}
