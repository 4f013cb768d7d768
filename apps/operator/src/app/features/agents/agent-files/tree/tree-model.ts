import { joinPath, nameOf, wayTo } from '../file-paths';

/** A root as the tree shows it. */
export interface TreeRoot {
  id: string;
  label: string;
}

/** What is known of the folders: those that are open, and the names of the folders in each that was read. */
export interface TreeState {
  roots: readonly TreeRoot[];
  open: ReadonlySet<string>;
  folders: ReadonlyMap<string, readonly string[]>;
}

/** A folder as one line of the tree. */
export interface TreeRow {
  key: string;
  root: string;
  path: string;
  label: string;
  /** From 1, as `aria-level` counts. */
  level: number;
  position: number;
  setSize: number;
  /** Null where it is known that there is no folder inside. */
  open: boolean | null;
}

/** What a key asks of the tree. */
export type TreeMove = { act: 'focus' | 'open' | 'close' | 'choose'; key: string };

/** Names a folder among all roots. No id of a root has a colon in it. */
export function keyOf(root: string, path: string): string {
  return `${root}:${path}`;
}

/** The folders that can be seen, in order. */
export function visibleRows({ roots, open, folders }: TreeState): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (root: string, path: string, label: string, at: Pick<TreeRow, 'position' | 'setSize'>) => {
    const key = keyOf(root, path);
    const inside = folders.get(key);
    const isOpen = open.has(key);
    const level = wayTo(path).length;
    rows.push({ key, root, path, label, level, ...at, open: inside?.length === 0 ? null : isOpen });
    if (!isOpen || !inside) return;
    inside.forEach((name, index) =>
      add(root, joinPath(path, name), name, { position: index + 1, setSize: inside.length }),
    );
  };
  roots.forEach(({ id, label }, index) => add(id, '', label, { position: index + 1, setSize: roots.length }));
  return rows;
}

/** What a key does, by the tree pattern of the ARIA practices; null for keys that are none of the tree's. */
export function moveFor(rows: readonly TreeRow[], focused: string, pressed: string): TreeMove | null {
  const at = rows.findIndex(({ key }) => key === focused);
  const row = rows[at];
  if (!row) return null;
  const focus = (target: TreeRow | undefined): TreeMove | null =>
    target ? { act: 'focus', key: target.key } : null;
  switch (pressed) {
    case 'ArrowDown':
      return focus(rows[at + 1]);
    case 'ArrowUp':
      return focus(rows[at - 1]);
    case 'Home':
      return focus(rows[0]);
    case 'End':
      return focus(rows.at(-1));
    case 'ArrowRight':
      if (row.open === false) return { act: 'open', key: row.key };
      return row.open && rows[at + 1]?.level === row.level + 1 ? focus(rows[at + 1]) : null;
    case 'ArrowLeft':
      if (row.open) return { act: 'close', key: row.key };
      return focus(rows.slice(0, at).findLast(({ level }) => level < row.level));
    case 'Enter':
    case ' ':
      return { act: 'choose', key: row.key };
    default:
      return focus(byLetter(rows, at, pressed));
  }
}

/** The next folder, going round, whose name begins with a letter. */
function byLetter(rows: readonly TreeRow[], at: number, letter: string): TreeRow | undefined {
  if ([...letter].length !== 1) return undefined;
  const round = [...rows.slice(at + 1), ...rows.slice(0, at)];
  return round.find(({ label }) => label.toLowerCase().startsWith(letter.toLowerCase()));
}

/** What is known after folders came or went in one place. What is inside a folder that is gone is forgotten. */
export function withFolders(
  state: TreeState,
  root: string,
  path: string,
  names: readonly string[],
): TreeState {
  const known = new Set(names);
  const gone = (key: string) => {
    const prefix = keyOf(root, path === '' ? '' : `${path}/`);
    if (!key.startsWith(prefix) || key === keyOf(root, path)) return false;
    const [name] = key.slice(prefix.length).split('/');
    return name !== undefined && !known.has(name);
  };
  const folders = new Map([...state.folders].filter(([key]) => !gone(key)));
  folders.set(keyOf(root, path), names);
  return { ...state, folders, open: new Set([...state.open].filter((key) => !gone(key))) };
}

/** Opened as far as a folder can be seen. */
export function revealed(state: TreeState, root: string, path: string): TreeState {
  const way = wayTo(path).slice(0, -1);
  if (way.every((folder) => state.open.has(keyOf(root, folder)))) return state;
  return { ...state, open: new Set([...state.open, ...way.map((folder) => keyOf(root, folder))]) };
}

/** The name of a folder, or the label of its root. */
export function labelOf(roots: readonly TreeRoot[], root: string, path: string): string {
  return path === '' ? (roots.find(({ id }) => id === root)?.label ?? root) : nameOf(path);
}
