import type { Agent } from '@nora/data-access';

import { sampleAgent } from '../../../../testing/samples';
import { type StatusFilter, countByStatus, formatSorting, parseSorting, selectRows } from './agent-rows';

const fleet = [
  sampleAgent({ id: '1', name: 'Agent 10', status: 'running', updatedAt: '2026-01-03T00:00:00Z' }),
  sampleAgent({
    id: '2',
    name: 'agent 9',
    status: 'failed',
    statusReason: 'Disk full',
    updatedAt: '2026-01-01T00:00:00Z',
  }),
  sampleAgent({
    id: '3',
    name: 'Zoo',
    status: 'running',
    deployTarget: 'process',
    updatedAt: '2026-01-02T00:00:00Z',
  }),
];
const ids = (query: string, status: StatusFilter | null = null, sort = 'name') =>
  selectRows(fleet, query, status, parseSorting(sort)).map(({ id }) => id);

describe('selectRows', () => {
  it('orders names as people count', () => {
    expect(ids('')).toEqual(['2', '1', '3']);
    expect(ids('', null, '-name')).toEqual(['3', '1', '2']);
  });

  it('orders by last change', () => {
    expect(ids('', null, '-changed')).toEqual(['1', '3', '2']);
  });

  it('finds every word anywhere in what is shown', () => {
    expect(ids('FULL disk')).toEqual(['2']);
    expect(ids('local process')).toEqual(['3']);
    expect(ids('nothing like it')).toEqual([]);
  });

  it('combines text and status', () => {
    expect(ids('agent', 'running')).toEqual(['1']);
  });

  it('finds what is not as it was made', () => {
    const drift = [{ kind: 'runtime-missing' as const, detail: 'Gone.', seenAt: '2026-01-01T00:00:00Z' }];
    const drifted = [...fleet, sampleAgent({ id: '4', name: 'Odd', drift })];
    const found = (query: string, filter: StatusFilter | null) =>
      selectRows(drifted, query, filter, parseSorting('name')).map(({ id }) => id);
    expect(found('', 'drift')).toEqual(['4']);
    expect(found('drift', null)).toEqual(['4']);
  });

  it('finds what may call no models', () => {
    const modelPause: Agent['modelPause'] = {
      ...{ scope: 'workspace', kind: 'kill', reason: '', since: '2026-01-01T00:00:00Z', until: null },
    };
    const all = [...fleet, sampleAgent({ id: '6', name: 'Mute', modelPause })];
    const found = (query: string, filter: StatusFilter | null) =>
      selectRows(all, query, filter, parseSorting('name')).map(({ id }) => id);
    expect(found('', 'paused')).toEqual(['6']);
    expect(found('models stopped', null)).toEqual(['6']);
    expect(countByStatus(all)).toContainEqual({ status: 'paused', count: 1 });
  });

  it('shows deleted agents only when they are asked for', () => {
    const all = [...fleet, sampleAgent({ id: '5', name: 'Gone', status: 'deleted', dataKept: true })];
    expect(selectRows(all, '', null, parseSorting('name')).map(({ id }) => id)).not.toContain('5');
    expect(selectRows(all, '', 'deleted', parseSorting('name')).map(({ id }) => id)).toEqual(['5']);
  });

  it('leaves the given list as it is', () => {
    ids('', null, '-name');
    expect(fleet.map(({ id }) => id)).toEqual(['1', '2', '3']);
  });
});

describe('parseSorting', () => {
  it('reads what formatSorting writes', () => {
    expect(formatSorting(parseSorting('-status'))).toBe('-status');
  });

  it('falls back to the name for anything else', () => {
    expect(parseSorting('-bogus')).toEqual({ key: 'name', descending: false });
    expect(parseSorting(undefined)).toEqual({ key: 'name', descending: false });
  });
});

describe('countByStatus', () => {
  it('counts the statuses that occur', () => {
    expect(countByStatus(fleet)).toEqual([
      { status: 'running', count: 2 },
      { status: 'failed', count: 1 },
    ]);
  });
});
