import { plainLine, plainText } from '@nora/contracts';
import type { ApplyReport } from './apply-plan';
import { countOutcomes, type Outcome, type Result } from './outcome';
import type { Act, Action } from './plan';

const MARKS: Readonly<Record<Result, string>> = { done: '✓', failed: '✗', unfinished: '…', skipped: '·' };
const DONE: Readonly<Record<Act, string>> = {
  ...{ create: 'created', update: 'updated', delete: 'deleted', none: 'left alone', blocked: 'blocked' },
};
const NAMED = 3;

/** Where progress goes: a terminal gets a line that is written over. */
export interface ProgressOutput {
  isTTY?: boolean;
  columns?: number;
  write: (text: string) => unknown;
}

/** Tells of each thing as it is done, and, on a terminal, of what is under way. */
export class ApplyProgress implements ApplyReport {
  private readonly underWay = new Set<string>();
  private ends = 0;

  constructor(
    private readonly output: ProgressOutput,
    private readonly total: number,
  ) {}

  begun({ id }: Action): void {
    this.underWay.add(id);
    this.show();
  }

  ended(outcome: Outcome): void {
    this.ends += 1;
    this.underWay.delete(outcome.id);
    this.clear();
    this.output.write(`${describeOutcome(outcome)}\n`);
    this.show();
  }

  /** Takes the line of what is under way away. */
  clear(): void {
    if (this.output.isTTY) this.output.write('\r\u001b[K');
  }

  private show(): void {
    if (!this.output.isTTY || this.underWay.size === 0) return;
    const names = [...this.underWay];
    const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : '';
    const line = `  ${this.ends} of ${this.total} done; under way: ${plainLine(names.slice(0, NAMED).join(', '))}${more}`;
    this.output.write(`\r\u001b[K${line.slice(0, (this.output.columns ?? 80) - 1)}`);
  }
}

/** One line, or two with the link of an invitation. */
export function describeOutcome({ id, act, result, detail, invitationUrl }: Outcome): string {
  const what = result === 'done' ? DONE[act] : result === 'skipped' ? 'not begun' : result;
  const line = `  ${MARKS[result]} ${plainLine(id)}  ${what}${detail === undefined ? '' : `: ${plainText(detail)}`}`;
  return invitationUrl === undefined ? line : `${line}\n      ${invitationUrl}`;
}

/** What became of all of it. */
export function describeOutcomes(outcomes: readonly Outcome[]): string {
  const { done, failed, unfinished, skipped } = countOutcomes(outcomes);
  const parts = [
    ...[`${done} done`, ...(failed > 0 ? [`${failed} failed`] : [])],
    ...(unfinished > 0 ? [`${unfinished} going on without the command`] : []),
    ...(skipped > 0 ? [`${skipped} not begun`] : []),
  ];
  const again =
    failed + unfinished + skipped > 0 ? ' Apply again to do the rest; what is done stays done.' : '';
  return `Applied: ${parts.join(', ')}.${again}`;
}
