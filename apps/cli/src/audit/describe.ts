import type { AuditFault } from '@nora/domain';

/** A fault as a person reads it. */
export function describeFault({ message, code }: AuditFault, checked: number, line: number | null): string {
  const before =
    checked === 0
      ? []
      : [
          `      ${plural(checked, 'entry', 'entries')} before it ${checked === 1 ? 'is' : 'are'} as written.`,
        ];
  return [`BAD   ${message}`, `      ${code}${line === null ? '' : `, line ${line}`}`, ...before].join('\n');
}

export function plural(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
