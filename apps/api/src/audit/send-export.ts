import type { AuditEntryView } from '@nora/domain';
import { Download } from '../core/download';
import type { AuditExport } from './export.service';

const COLUMNS = [
  ...['sequence', 'createdAt', 'workspaceId', 'actorType', 'actorId', 'actorLabel', 'onBehalfOfId'],
  ...['action', 'resourceType', 'resourceId', 'outcome', 'correlationId', 'address'],
  ...['details', 'before', 'after', 'id', 'previousHash', 'hash'],
] as const satisfies (keyof AuditEntryView)[];

/** An export on its way. */
export class ExportDownload extends Download {
  /**
   * Sends it, no faster than the reader takes it.
   * @throws what stopped it, unless that was the reader
   */
  async send({ format, fileName, entries, lines }: AuditExport): Promise<void> {
    if (format === 'csv') {
      const contentType = 'text/csv; charset=utf-8; header=present';
      await this.attach({ fileName, contentType }, entries(), await table());
    } else {
      await this.attach({ fileName, contentType: 'application/x-ndjson' }, ended(lines()));
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
