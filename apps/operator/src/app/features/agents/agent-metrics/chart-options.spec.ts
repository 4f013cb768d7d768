import { writeLike } from '@nora/ui';

import { chartsOf, frameOf } from './chart-model';
import { axisTime, chartOptions } from './chart-options';
import { historyOf } from './testing';

const colours = { text: '#111', line: '#222', card: '#333', marks: '#444', limit: '#555', curves: {} };

interface Drawn {
  tooltip: { renderMode: string; formatter: (points: unknown) => string };
  series: { name?: string; data: [number, number | null][]; markLine?: { data: object[] } }[];
}

describe('the options of a chart', () => {
  beforeAll(() => writeLike('en-GB'));
  afterAll(() => writeLike(null));

  const history = historyOf({ cpu: [10, null, 20, 30.04, null, null] });
  const restart = { at: '2026-05-06T07:08:31Z', kind: 'restart' as const };
  const marks = [{ ...restart, deploymentId: null, operation: null, status: null }];
  const frame = frameOf({ ...history, marks });
  const [cpu] = chartsOf(history);
  const options = chartOptions(cpu!, frame, colours) as unknown as Drawn;

  it('leave a gap where nothing was seen', () => {
    const average = options.series.find(({ name }) => name === 'cpu');
    expect(average?.data.map(([, value]) => value)).toEqual([10, null, 20, 30.04, null, null]);
    expect(average?.data[1]?.[0]).toBe(Date.parse('2026-05-06T07:08:10Z'));
  });

  it('mark what happened', () => {
    expect(options.series.at(-1)?.markLine?.data).toEqual([{ xAxis: Date.parse(restart.at) }]);
  });

  it('say what a step was at and what happened within it, in drawn text', () => {
    expect(options.tooltip.renderMode).toBe('richText');
    const said = options.tooltip.formatter([{ axisValue: Date.parse('2026-05-06T07:08:30Z') }]);
    expect(said.split('\n').slice(1)).toEqual(['CPU: 30 %, highest 30 %', 'The runtime was started anew']);
    const gap = options.tooltip.formatter([{ axisValue: Date.parse('2026-05-06T07:08:10Z') }]);
    expect(gap.split('\n').slice(1)).toEqual(['CPU: nothing seen']);
    expect(options.tooltip.formatter([])).toBe('');
  });

  it('write times as finely as their window asks for', () => {
    const at = Date.parse('2026-05-06T07:08:30Z');
    const over = (hours: number) => axisTime(at, { from: at, to: at + hours * 3_600_000 });
    expect(over(0.1)).toMatch(/:08:30$/);
    expect(over(6)).toMatch(/:08$/);
    expect(over(24 * 7)).toBe('6 May');
  });
});
