import { type TreeState, keyOf, moveFor, revealed, visibleRows, withFolders } from './tree-model';

const ROOTS = [
  { id: 'workspace', label: 'Workspace' },
  { id: 'logs', label: 'Logs' },
];
const empty: TreeState = { roots: ROOTS, open: new Set(), folders: new Map() };

describe('the tree of folders', () => {
  const state: TreeState = {
    ...empty,
    open: new Set(['workspace:', 'workspace:notes']),
    folders: new Map([
      ['workspace:', ['memory', 'notes']],
      ['workspace:notes', ['old']],
      ['workspace:memory', []],
    ]),
  };
  const rows = visibleRows(state);

  it('shows what is open, each with its place among its neighbours', () => {
    expect(
      rows.map(({ key, level, position, setSize, open }) => [key, level, position, setSize, open]),
    ).toEqual([
      ['workspace:', 1, 1, 2, true],
      ['workspace:memory', 2, 1, 2, null],
      ['workspace:notes', 2, 2, 2, true],
      ['workspace:notes/old', 3, 1, 1, false],
      ['logs:', 1, 2, 2, false],
    ]);
  });

  it.each([
    ['ArrowDown', 'workspace:', 'focus', 'workspace:memory'],
    ['ArrowUp', 'logs:', 'focus', 'workspace:notes/old'],
    ['ArrowRight', 'workspace:', 'focus', 'workspace:memory'],
    ['ArrowRight', 'logs:', 'open', 'logs:'],
    ['ArrowLeft', 'workspace:notes', 'close', 'workspace:notes'],
    ['ArrowLeft', 'workspace:notes/old', 'focus', 'workspace:notes'],
    ['ArrowLeft', 'workspace:memory', 'focus', 'workspace:'],
    ['Home', 'logs:', 'focus', 'workspace:'],
    ['End', 'workspace:', 'focus', 'logs:'],
    ['Enter', 'workspace:memory', 'choose', 'workspace:memory'],
    ['l', 'workspace:', 'focus', 'logs:'],
    ['M', 'logs:', 'focus', 'workspace:memory'],
  ])('takes %s on %s for: %s %s', (pressed, focused, act, key) => {
    expect(moveFor(rows, focused, pressed)).toEqual({ act, key });
  });

  it.each([
    ['ArrowUp', 'workspace:'],
    ['ArrowDown', 'logs:'],
    ['ArrowRight', 'workspace:memory'],
    ['Tab', 'workspace:'],
    ['z', 'workspace:'],
  ])('leaves %s on %s to the browser', (pressed, focused) => {
    expect(moveFor(rows, focused, pressed)).toBeNull();
  });

  it('forgets what was inside a folder that is gone, and nothing that only has a similar name', () => {
    const longer: TreeState = {
      ...state,
      open: new Set([...state.open, 'workspace:notes-2', 'logs:']),
      folders: new Map([...state.folders, ['workspace:notes-2', ['x']]]),
    };
    const next = withFolders(longer, 'workspace', '', ['memory', 'notes-2']);
    expect([...next.open]).toEqual(['workspace:', 'workspace:notes-2', 'logs:']);
    expect([...next.folders.keys()]).toEqual(['workspace:', 'workspace:memory', 'workspace:notes-2']);
  });

  it('opens what is above a folder, and not the folder itself', () => {
    const { open } = revealed(empty, 'workspace', 'a/b/c');
    expect([...open]).toEqual(['', 'a', 'a/b'].map((path) => keyOf('workspace', path)));
    expect(revealed({ ...empty, open }, 'workspace', 'a/b')).toMatchObject({ open });
  });
});
