import { ProgressReport } from './progress';

const CLEAR = '\r\u001b[2K';

describe('ProgressReport', () => {
  let text: string;
  let now: number;
  const report = (isTTY: boolean): ProgressReport =>
    new ProgressReport({ isTTY, write: (part) => (text += part) }, () => now);
  const at = (done: number, total = 3_000, column = 'secret') => ({
    table: 'second_factors',
    column,
    done,
    total,
  });

  beforeEach(() => {
    [text, now] = ['', 0];
  });

  it('lets a line grow on a terminal, and makes way for others', () => {
    const shown = report(true);
    shown.progress(at(0));
    shown.progress(at(200));
    shown.line('Waiting…');
    shown.progress(at(400));
    shown.progress(at(3_000));
    shown.line('Done.');
    expect(text).toBe(
      `${CLEAR}second_factors.secret: 200 of 3,000${CLEAR}Waiting…\n` +
        `${CLEAR}second_factors.secret: 400 of 3,000${CLEAR}second_factors.secret: 3,000 of 3,000\nDone.\n`,
    );
  });

  it('writes a line now and then where nothing can be overwritten, and the last one always', () => {
    const shown = report(false);
    for (const done of [0, 200, 400, 600]) {
      shown.progress(at(done));
      now += 2_000;
    }
    shown.progress(at(800));
    shown.progress(at(3_000));
    shown.progress(at(3_000));
    expect(text).toBe(
      ['200 of 3,000', '800 of 3,000', '3,000 of 3,000']
        .map((line) => `second_factors.secret: ${line}\n`)
        .join(''),
    );
  });

  it('says nothing of columns without work, and does not fall behind what traffic adds', () => {
    const shown = report(false);
    shown.progress(at(0, 0, 'recovery_codes'));
    shown.progress(at(3_001));
    expect(text).toBe('second_factors.secret: 3,001 of 3,001\n');
  });
});
