import { jsonText } from '../system/json-text';
import { ago, duration, table } from './output';

describe('what people are shown', () => {
  it('stands in columns, numbers to the right, whatever the names are made of', () => {
    const text = table(
      ['name', 'agents'],
      [
        ['日本', 5],
        ['plain', 12],
        ['\u001b[31mred', 0],
      ],
    );
    expect(text.split('\n')).toEqual([
      'NAME      AGENTS',
      '日本           5',
      'plain         12',
      '\ufffd[31mred       0',
    ]);
  });

  it.each([
    [5_000, '5 s ago'],
    [90_000, '1 min ago'],
    [7_200_000, '2 h ago'],
    [200_000_000, '2 d ago'],
    [-5_000, '0 s ago'],
  ])('tells %d ms as %s', (passed, words) => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(ago(new Date(now - passed).toISOString(), now)).toBe(words);
  });

  it('tells how long something took', () => {
    expect([duration(1_240), duration(125_400)]).toEqual(['1.2 s', '2 min 5 s']);
  });
});

describe('JSON', () => {
  it('holds every character, and none that a terminal obeys', () => {
    const value = { name: 'a\u001b[2J\u009b2J\u007f\u202eb', other: 'Zoë 日本' };
    const text = jsonText(value);
    expect(text).toBe('{"name":"a\\u001b[2J\\u009b2J\\u007f\\u202eb","other":"Zoë 日本"}');
    expect(JSON.parse(text)).toEqual(value);
  });
});
