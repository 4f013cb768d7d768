import type { LogLevel } from '@nora/contracts';

/** Where the level stands in a line that has one: later words are of what the line tells. */
const HEAD = 160;
const LEVELS: Record<string, LogLevel> = {
  ...{ trace: 'debug', verbose: 'debug', debug: 'debug' },
  ...{ info: 'info', notice: 'info', log: 'info' },
  ...{ warn: 'warn', warning: 'warn' },
  ...{ error: 'error', err: 'error', fatal: 'error', critical: 'error', crit: 'error', panic: 'error' },
  ...{ alert: 'error', emerg: 'error', emergency: 'error' },
};
const NAMES = Object.keys(LEVELS).join('|');
/** `"level":"warn"` and `level=warn`. */
const NAMED_FIELD = new RegExp(`["']?(?:level|severity|lvl)["']?\\s*[:=]\\s*["']?(${NAMES})\\b`, 'i');
/** Numbers as pino and bunyan write them. */
const NUMBERED_FIELD = /"level"\s*:\s*(\d{2})\b/;
/** `[warn]`, `<error>`, and `warn:` behind times and the names of parts. One way to match, so that it takes no time. */
const MARK = new RegExp(
  `^(?:[\\d.:TZ+\\-\\s,/]|\\[[^\\]]{1,60}\\])*[\\[<(]?(${NAMES})[\\])>]?(?::|\\s|$)`,
  'i',
);
/** Words in capitals stand for a level wherever the head has them. */
const CAPITALS = /\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC)\b/;
/** What programs write of their own end, and the lines below it. */
const FAULT =
  /^(?:\s+at .+[:(]\d+|Traceback \(most recent call last\)|(?:Uncaught|Unhandled)\b|\w*(?:Error|Exception)\b.*:)/;

/**
 * What level a line of a runtime's log has. Runtimes that do not say it write warnings and errors to the second
 * stream, as OpenClaw does.
 */
export function levelOf(stream: 'stdout' | 'stderr', text: string): LogLevel {
  const head = text.slice(0, HEAD);
  if (FAULT.test(head)) return 'error';
  const name = (NAMED_FIELD.exec(head) ?? MARK.exec(head) ?? CAPITALS.exec(head))?.[1];
  if (name) return LEVELS[name.toLowerCase()] ?? 'info';
  const number = Number(NUMBERED_FIELD.exec(head)?.[1]);
  if (number) return number >= 50 ? 'error' : number >= 40 ? 'warn' : number >= 30 ? 'info' : 'debug';
  return stream === 'stderr' ? 'warn' : 'info';
}
