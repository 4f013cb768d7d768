import type { AgentVersion } from '@nora/data-access';

import { pairOf, textOf, wordForPath } from './version-words';

const version = (number: number, current = false): AgentVersion => ({
  ...{ number, current, source: 'edit', message: 'Change of resources', author: null },
  ...{ createdAt: '2026-03-01T11:00:00.000Z', lastDeployment: null },
});

describe('pairOf', () => {
  it('compares the current version with the one before it', () => {
    expect(pairOf([version(3), version(2, true), version(1)], {})).toEqual({ from: 1, to: 2 });
  });

  it('takes what the address says, also of versions that are not on the page', () => {
    expect(pairOf([version(30, true)], { from: '4', to: '2' })).toEqual({ from: 4, to: 2 });
  });

  it.each(['0', '-1', 'x', '1.5'])('takes no notice of %s in the address', (from) => {
    expect(pairOf([version(2, true), version(1)], { from })).toEqual({ from: 1, to: 2 });
  });

  it('compares nothing while there is one version, or none', () => {
    expect(pairOf([version(1, true)], {})).toBeNull();
    expect(pairOf([], {})).toBeNull();
  });

  it('compares the first version with the next one', () => {
    expect(pairOf([version(2), version(1, true)], {})).toEqual({ from: 2, to: 1 });
  });
});

describe('textOf', () => {
  it('says that a disk has no limit', () => {
    const change = { path: 'resources.diskGb', from: null, to: 5, kind: 'changed' as const };
    expect(textOf(change, 'from')).toBe('no limit');
    expect(textOf(change, 'to')).toBe('5');
  });

  it('tells a value that was added from one that is null', () => {
    expect(textOf({ path: 'labels', from: null, to: ['a'], kind: 'added' }, 'from')).toBe('not set');
    expect(textOf({ path: 'labels', from: ['a'], to: null, kind: 'removed' }, 'to')).toBe('not set');
    expect(textOf({ path: 'labels', from: ['a'], to: null, kind: 'changed' }, 'to')).toBe('none');
  });

  it('writes what is nested so that it can be read', () => {
    const change = { path: 'labels', from: ['a'], to: ['a', 'b'], kind: 'changed' as const };
    expect(textOf(change, 'to')).toBe('[\n  "a",\n  "b"\n]');
  });
});

describe('wordForPath', () => {
  it('has words for what can be changed, and leaves other paths as they are', () => {
    expect(wordForPath('resources.ramMb')).toBe('Memory (MB)');
    expect(wordForPath('labels.team')).toBeNull();
  });
});
