import { joinPath } from '../file-paths';

/** A file that was dropped or chosen, with the folder it was in below what was dropped. */
export interface DroppedFile {
  /** Empty for a file that was dropped by itself. */
  folder: string;
  file: File;
}

/** What was dropped: files, and folders in which there may be none. */
export interface Dropped {
  files: readonly DroppedFile[];
  /** Parents come before what is in them. */
  folders: readonly string[];
  /** Whether there was more than can be taken at once. */
  cut: boolean;
}

/** Beyond this something else than uploading by hand is wanted. */
export const MOST_FILES = 2_000;

/** What was dropped; to be called while the event is handled, afterwards the browser has forgotten it. */
export async function droppedFiles(data: DataTransfer | null): Promise<Dropped> {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === 'file');
  const taken = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const { files, folders, cut } = await readDropped(taken.flatMap(({ entry }) => (entry ? [entry] : [])));
  // What is no file of the reader's own disk has no entry.
  const loose = taken.flatMap(({ entry, file }) => (!entry && file ? [{ folder: '', file }] : []));
  return { folders, cut, files: [...files, ...loose] };
}

/** Everything below what was dropped, folder by folder, up to a number of files. */
export async function readDropped(entries: readonly FileSystemEntry[]): Promise<Dropped> {
  const files: DroppedFile[] = [];
  const folders: string[] = [];
  const waiting = entries.map((entry) => ({ entry, folder: '' }));
  while (waiting.length > 0 && files.length < MOST_FILES) {
    const next = waiting.shift();
    if (!next) break;
    const { entry, folder } = next;
    if (isFile(entry)) {
      files.push({ folder, file: await fileOf(entry) });
    } else if (isFolder(entry)) {
      const path = joinPath(folder, entry.name);
      folders.push(path);
      waiting.push(...(await allOf(entry)).map((inside) => ({ entry: inside, folder: path })));
    }
  }
  return { files, folders, cut: waiting.length > 0 };
}

/** What a file field holds. */
export function chosenFiles(list: FileList | null): Dropped {
  const files = [...(list ?? [])].map((file) => ({ folder: '', file }));
  return { files: files.slice(0, MOST_FILES), folders: [], cut: files.length > MOST_FILES };
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives a hundred at a time, until it gives none. */
async function allOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}
