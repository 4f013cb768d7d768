import type { AuditEntryView } from '@nora/domain';
import { CSV_TYPE, csvTable } from '../core/csv-table';
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
      await this.attach({ fileName, contentType: CSV_TYPE }, entries(), await csvTable(COLUMNS));
    } else {
      await this.attach({ fileName, contentType: 'application/x-ndjson' }, ended(lines()));
    }
  }
}

async function* ended(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
