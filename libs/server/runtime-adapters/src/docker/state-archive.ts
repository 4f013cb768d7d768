import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PassThrough, type Readable } from 'node:stream';
import { extract, type Header, pack, type Pack } from 'tar-stream';
import type { StateScope } from '../ports';
import { isInScope } from '../state/scopes';
import { CONTAINER_UID } from './container-spec';

const OWNER = { uid: CONTAINER_UID, gid: CONTAINER_UID };
const KINDS = ['file', 'directory', 'symlink', 'link'];

type NewHeader = Partial<Header> & { name: string };

/** Where an entry of an archive lies below the runtime's home; null for one that is not of the home. */
export type Placing = (name: string) => string | null;

/**
 * What of an archive belongs to a scope, as an archive of the runtime's home that belongs to its user. Content is
 * streamed: nothing is kept beyond the piece in hand.
 */
export function scopedArchive(source: Readable, placing: Placing, scope: StateScope): Readable {
  const target = pack();
  const fill = async (): Promise<void> => {
    const made = new Set<string>();
    const entries = extract();
    const reading = pipeline(source, entries);
    // Its fault is met by whoever reads the entries; nobody may be waiting for it yet.
    reading.catch(() => undefined);
    for await (const entry of entries) {
      const header = scopedHeader(entry.header, placing, scope);
      if (!header) {
        entry.resume();
        continue;
      }
      addParents(target, header.name, made);
      if (header.type === 'directory') made.add(header.name);
      await pipeline(entry, begin(target, header));
    }
    await reading;
    target.finalize();
  };
  const output = new PassThrough();
  // Its faults are told by the output.
  target.on('error', () => undefined);
  pipeline(target, output).catch(() => undefined);
  fill().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))));
  return output;
}

function scopedHeader(header: Header, placing: Placing, scope: StateScope): NewHeader | null {
  const { type, mode, mtime, size, linkname } = header;
  const name = placed(header.name, placing, scope);
  if (name === null || !KINDS.includes(type ?? '')) return null;
  const common = { ...OWNER, name, type, mtime, mode: (mode ?? 0o600) & 0o777 };
  if (type === 'file') return { ...common, size };
  if (type !== 'link') return { ...common, size: 0, ...(type === 'symlink' && { linkname }) };
  // A second name of a file: of use only when the first came along.
  const first = placed(linkname ?? '', placing, scope);
  return first === null ? null : { ...common, size: 0, linkname: first };
}

function placed(name: string, placing: Placing, scope: StateScope): string | null {
  const path = placing(name.replace(/\/+$/, ''));
  return path !== null && isInScope(path, scope) ? path : null;
}

/** Parts that still wait fail with the pack, each with an event of its own that would end the process. */
function begin(target: Pack, header: NewHeader): ReturnType<Pack['entry']> {
  return target.entry(header).on('error', () => undefined);
}

/** The engine would make missing directories as root. */
function addParents(target: Pack, name: string, made: Set<string>): void {
  const parent = posix.dirname(name);
  if (parent === '.' || made.has(parent)) return;
  addParents(target, parent, made);
  made.add(parent);
  begin(target, { ...OWNER, name: parent, type: 'directory', mode: 0o700 });
}
