import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { WatchedStream } from '../access/stream-watch';
import { isReaderGone } from './reader-gone';

/** A file on its way; who may not read it any longer gets no more of it. */
export class Download implements WatchedStream {
  private readonly ending = new AbortController();

  constructor(private readonly response: Response) {
    response.once('close', () => this.end());
    // A reader that left before has fired its last event already.
    if (response.destroyed) this.end();
  }

  /** Aborts when the reader has gone or may not read any longer. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  end(): void {
    this.ending.abort();
  }

  /**
   * Sends an attachment, no faster than the reader takes it.
   * @param pieces of its text, or what `through` makes text of
   * @throws what stopped it, unless that was the reader
   */
  async attach(
    { fileName, contentType }: { fileName: string; contentType: string },
    pieces: AsyncIterable<unknown>,
    through?: NodeJS.ReadWriteStream,
  ): Promise<void> {
    const { response, signal } = this;
    if (signal.aborted) return;
    response.setHeader('content-disposition', `attachment; filename="${fileName}"`);
    response.setHeader('content-type', contentType);
    try {
      if (through) await pipeline(pieces, through, response, { signal });
      else await pipeline(Readable.from(pieces, { highWaterMark: 16 }), response, { signal });
    } catch (error) {
      if (!isReaderGone(error)) throw error;
    }
  }
}
