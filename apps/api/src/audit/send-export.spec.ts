import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEntryView } from '@nora/domain';
import type { Response } from 'express';
import type { AuditExport } from './export.service';
import { ExportDownload } from './send-export';

/** A connection that takes what it is given only when it is told to. */
class Connection extends Writable {
  readonly headers = new Map<string, string>();
  text = '';
  private waiting: (() => void) | null = null;

  constructor(private readonly quick: boolean) {
    super({ highWaterMark: 1_024 });
  }

  setHeader(name: string, value: string): void {
    this.headers.set(name, value);
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    if (this.quick) done();
    else this.waiting = done;
  }

  takeOne(): void {
    this.waiting?.();
  }
}

const LINE = 'x'.repeat(2_000);

function anExport(format: 'jsonl' | 'csv', count: number) {
  const seen = { made: 0, closed: false };
  async function* generate<T>(one: (i: number) => T): AsyncGenerator<T> {
    try {
      for (let i = 0; i < count; i += 1) {
        seen.made += 1;
        yield await Promise.resolve(one(i));
      }
    } finally {
      seen.closed = true;
    }
  }
  const entry = (i: number) => ({ sequence: String(i), actorLabel: '=1+1', details: { text: `-${LINE}` } });
  const wanted: AuditExport = {
    ...{ format, fileName: `audit.${format}` },
    lines: () => generate(() => LINE),
    entries: () => generate((i) => entry(i) as AuditEntryView),
  };
  return { wanted, seen };
}

const downloadTo = (connection: Connection) => new ExportDownload(connection as unknown as Response);

describe('ExportDownload', () => {
  it.each(['jsonl', 'csv'] as const)('makes %s no faster than its reader takes it', async (format) => {
    const connection = new Connection(false);
    const { wanted, seen } = anExport(format, 10_000);
    const download = downloadTo(connection);
    const sent = download.send(wanted);
    await sleep(100);
    const [first, received] = [seen.made, connection.text.length];
    expect(first).toBeLessThan(100);
    expect(received).toBeGreaterThan(0);
    connection.takeOne();
    await sleep(50);
    expect(seen.made).toBeLessThan(first + 50);
    download.end();
    await sent;
    expect(seen.closed).toBe(true);
    expect(connection.destroyed).toBe(true);
  });

  it('sends a table whose cells no spreadsheet takes for a formula', async () => {
    const connection = new Connection(true);
    await downloadTo(connection).send(anExport('csv', 2).wanted);
    const [names, first, second, end] = connection.text.split('\r\n');
    expect(names).toMatch(/^sequence,createdAt,workspaceId,actorType,.*,previousHash,hash$/);
    expect(first).toContain(`'=1+1`);
    expect(first).toContain(`"{""text"":""-x`);
    expect([second?.startsWith('1,'), end]).toEqual([true, '']);
    expect(connection.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  });

  it('says what it is called', async () => {
    const connection = new Connection(true);
    await downloadTo(connection).send(anExport('jsonl', 3).wanted);
    expect(connection.text).toBe(`${LINE}\n`.repeat(3));
    expect(Object.fromEntries(connection.headers)).toEqual({
      'content-disposition': 'attachment; filename="audit.jsonl"',
      'content-type': 'application/x-ndjson',
    });
  });

  it('stops making anything when its reader leaves, and does not call that a fault', async () => {
    const connection = new Connection(false);
    const { wanted, seen } = anExport('jsonl', 10_000);
    const sent = downloadTo(connection).send(wanted);
    await sleep(20);
    connection.destroy();
    await sent;
    expect(seen.closed).toBe(true);
  });

  it('does not begin for a reader that has left already', async () => {
    const connection = new Connection(true);
    connection.destroy();
    const { wanted, seen } = anExport('jsonl', 10);
    await downloadTo(connection).send(wanted);
    expect(seen.made).toBe(0);
  });

  it('cuts the connection when the rest cannot be read, so that a part is not taken for the whole', async () => {
    const connection = new Connection(true);
    const { wanted } = anExport('jsonl', 1);
    async function* failing(): AsyncGenerator<string> {
      yield await Promise.resolve(LINE);
      throw new Error('PostgreSQL is away');
    }
    await expect(downloadTo(connection).send({ ...wanted, lines: failing })).rejects.toThrow(
      'PostgreSQL is away',
    );
    expect(connection.destroyed).toBe(true);
    expect(connection.writableFinished).toBe(false);
  });
});
