import type { LogEntryView } from './log-entry';
import { narrowed, partsOf } from './log-search';

const line = (level: 'debug' | 'info' | 'warn' | 'error', text: string): LogEntryView => ({
  ...{ kind: 'line', at: null, stream: 'stdout' },
  ...{ level, text },
});

describe('what is looked for in a log', () => {
  const entries = [
    line('info', 'Disk is fine'),
    line('warn', 'disk is filling'),
    { kind: 'note', gap: true, text: 'gap' } satisfies LogEntryView,
    line('error', 'the DISK is full'),
  ];
  const texts = (text: string, least: 'warn' | 'error' | null) =>
    narrowed(entries, text, least).map((entry) => entry.text);

  it('is found in capitals or not, above a level, with what is missing', () => {
    expect(texts('disk', null)).toEqual(['Disk is fine', 'disk is filling', 'gap', 'the DISK is full']);
    expect(texts(' FULL ', null)).toEqual(['gap', 'the DISK is full']);
    expect(texts('disk', 'warn')).toEqual(['disk is filling', 'gap', 'the DISK is full']);
    expect(texts('', 'error')).toEqual(['gap', 'the DISK is full']);
    expect(narrowed(entries, ' ', null)).toBe(entries);
  });

  it('is marked wherever a line has it', () => {
    const marked = (text: string, wanted: string) =>
      partsOf(text, wanted).map((part) => (part.hit ? `[${part.text}]` : part.text));
    expect(marked('Disk on disk', 'disk')).toEqual(['[Disk]', ' on ', '[disk]']);
    expect(marked('aaa', 'a')).toEqual(['[a]', '[a]', '[a]']);
    expect(marked('nothing', 'x')).toEqual(['nothing']);
    expect(marked('', 'x')).toEqual(['']);
    expect(marked('plain', '')).toEqual(['plain']);
    expect(marked('İstanbul', 'i')).toEqual(['İstanbul']);
  });
});
