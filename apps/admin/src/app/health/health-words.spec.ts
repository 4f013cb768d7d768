import { sampleReport } from '../../testing/samples';
import { groupsOf, reportText, summaryOf } from './health-words';

describe('words of health', () => {
  const { checks } = sampleReport();

  it('put the concern with the worst check first', () => {
    expect(groupsOf(checks).map(({ title, checks: found }) => [title, found.map(({ id }) => id)])).toEqual([
      ['Processes', ['backup-worker']],
      ['Stores', ['postgresql']],
    ]);
  });

  it('count each state that there is', () => {
    expect(summaryOf(checks)).toBe('1 failed, 1 OK');
  });

  it('make a text of a report that can be handed on', () => {
    expect(reportText(sampleReport())).toBe(
      [
        'Nora 1.2.3 (0123456789ab), 2026-03-01T10:00:00.000Z: 1 failed, 1 OK',
        '',
        'FAILED   Backup worker: None has been seen.',
        '         → Start it.',
        '           more: docs/runbooks.md#backup-worker',
        'OK       PostgreSQL: It answers.',
        '',
      ].join('\n'),
    );
  });
});
