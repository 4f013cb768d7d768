import type { LogLevel } from '@nora/contracts';
import { levelOf } from './log-level';

describe('levelOf', () => {
  it.each<[LogLevel, string]>([
    ['info', '2026-11-24T22:40:25.757+00:00 [gateway] resolving authentication…'],
    ['info', '2026-11-24T22:40:32.867+00:00 [gateway] remote model catalog refresh failed'],
    ['info', 'Hello, there was no error at all'],
    ['warn', '[WARN] disk is filling'],
    ['warn', '2026-01-02 03:04:05,678 WARNING root: slow'],
    ['warn', 'warning: deprecated'],
    ['error', '2026-11-24T22:40:25Z [gateway] error: no model'],
    ['error', 'level=error msg="cannot"'],
    ['error', '{"level":"error","msg":"cannot"}'],
    ['error', '{"level":50,"time":1,"msg":"cannot"}'],
    ['warn', '{"time":1,"level":40,"msg":"perhaps"}'],
    ['debug', '{"level":20,"msg":"detail"}'],
    ['debug', '<debug> detail'],
    ['debug', 'TRACE entering'],
    ['error', 'TypeError: x is not a function'],
    ['error', '    at Object.<anonymous> (/app/main.js:3:7)'],
    ['error', 'Traceback (most recent call last):'],
    ['error', 'Uncaught exception'],
    ['info', ''],
  ])('is %s for %s', (level, text) => {
    expect(levelOf('stdout', text)).toBe(level);
  });

  it('takes what comes without one on the second stream for a warning', () => {
    expect(levelOf('stderr', '[diagnostic] lane task stopped')).toBe('warn');
    expect(levelOf('stderr', '[INFO] all is well')).toBe('info');
  });

  it('does not take long over a hostile line', () => {
    const start = performance.now();
    levelOf('stdout', '['.repeat(50_000));
    levelOf('stdout', '2026-11-24T22:40:26.058Z '.repeat(2_000) + 'x');
    levelOf(
      'stdout',
      '2026-11-24T22:40:26.058Z [gateway]   [gateway]   2026-11-24T22:40:26.058+00:00 shutdown',
    );
    levelOf('stdout', ' '.repeat(50_000) + 'at x');
    levelOf('stdout', 'a'.repeat(50_000) + 'Error');
    levelOf('stdout', '[a]'.repeat(50_000));
    levelOf('stdout', '1:'.repeat(50_000));
    expect(performance.now() - start).toBeLessThan(200);
  });
});
