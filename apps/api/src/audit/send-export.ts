import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AuditEntryView } from '@nora/domain';
import type { Response } from 'express';
import type { WatchedStream } from '../access/stream-watch';
import { isReaderGone } from '../core/reader-gone';
import type { AuditExport } from './export.service';

const COLUMNS = [
  ...['sequence', 'createdAt', 'workspaceId', 'actorType', 'actorId', 'actorLabel', 'onBehalfOfId'],
  ...['action', 'resourceType', 'resourceId', 'outcome', 'correlationId', 'address'],
  ...['details', 'before', 'after', 'id', 'previousHash', 'hash'],
] as const satisfies (keyof AuditEntryView)[];

/** An export on its way; who may not read it any longer gets no more of it. */
export class ExportDownload implements WatchedStream {
  private readonly ending = new AbortController();

  constructor(private readonly response: Response) {
    response.once('close', () => this.end());
    // A reader that left before has fired its last event already.
    if (response.destroyed) this.end();
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  end(): void {
    this.ending.abort();
  }

  /**
   * Sends it, no faster than the reader takes it.
   * @throws what stopped it, unless that was the reader
   */
  async send({ format, fileName, entries, lines }: AuditExport): Promise<void> {
    const { response, signal } = this;
    if (signal.aborted) return;
    response.setHeader('content-disposition', `attachment; filename="${fileName}"`);
    try {
      if (format === 'csv') {
        response.setHeader('content-type', 'text/csv; charset=utf-8; header=present');
        await pipeline(entries(), await table(), response, { signal });
      } else {
        response.setHeader('content-type', 'application/x-ndjson');
        await pipeline(Readable.from(ended(lines()), { highWaterMark: 16 }), response, { signal });
      }
    } catch (error) {
      if (!isReaderGone(error)) throw error;
    }
  }
}

async function* ended(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

/** Cells that a spreadsheet would take for a formula are guarded with an apostrophe. */
async function table(): Promise<NodeJS.ReadWriteStream> {
  // Loaded with the first table: few ask for one.
  const { stringify } = await import('csv-stringify');
  return stringify({
    header: true,
    columns: [...COLUMNS],
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}
