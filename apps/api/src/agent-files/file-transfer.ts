import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { WatchedStream } from '../access/stream-watch';
import { isReaderGone } from '../core/reader-gone';

/** Bytes on their way to or from somebody; who may not have them any longer gets, or sends, no more of them. */
export class FileTransfer implements WatchedStream {
  private readonly ending = new AbortController();

  constructor(private readonly response: Response) {
    response.once('close', () => this.end());
    // Who left before has fired the last event already.
    if (response.destroyed) this.end();
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  end(): void {
    this.ending.abort();
  }

  /**
   * Sends an answer on, no faster than the reader takes it. A source that breaks off breaks the answer off, so that
   * nobody takes a part for the whole.
   * @throws what stopped it, unless that was the reader
   */
  async send(source: IncomingMessage): Promise<void> {
    try {
      await pipeline(source, this.response, { signal: this.signal });
    } catch (error) {
      if (!isReaderGone(error)) throw error;
    }
  }
}
