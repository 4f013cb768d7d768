import { plainLine, plainText } from '@nora/contracts';
import { duration } from '../output';
import type { DeploymentView, StepView } from '../views';
import { hasEnded } from './watch-deployment';

const MARKS = { succeeded: '✓', failed: '✗', skipped: '·' } as const;
const TICK_MS = 250;

/** Where progress goes; a terminal gets a last line that is written over. */
export interface ProgressOutput {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Shows the steps of a deployment as they happen. */
export class DeploymentProgress {
  private readonly told = new Set<string>();
  private current: StepView | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly output: ProgressOutput,
    private readonly now: () => number = Date.now,
  ) {}

  /** Takes a state of the deployment; the last one ends it. */
  readonly show = (deployment: DeploymentView): void => {
    for (const step of [...deployment.steps].sort((a, b) => a.position - b.position)) this.take(step);
    this.current = deployment.steps.find(({ state }) => state === 'running');
    this.draw();
    if (hasEnded(deployment)) this.end();
    else if (this.output.isTTY) this.timer ??= setInterval(() => this.draw(), TICK_MS);
  };

  /** Leaves the terminal as it should be; safe to call at any time. */
  end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.current = undefined;
    this.clear();
  }

  private take(step: StepView): void {
    const { name, state, position } = step;
    if (state === 'pending') return;
    const key = `${position} ${state}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    if (state === 'running') {
      if (!this.output.isTTY) this.line(`… ${plainLine(name)}${this.usual(step)}`);
      return;
    }
    const message = step.message === null ? '' : `  ${plainLine(step.message)}`;
    this.line(`${MARKS[state]} ${plainLine(name)}  ${this.elapsed(step)}${message}`);
  }

  private line(text: string): void {
    this.clear();
    this.output.write(`${text}\n`);
  }

  private draw(): void {
    if (!this.output.isTTY || this.current === undefined) return;
    const { name, message } = this.current;
    const said = message === null ? '' : `  ${plainLine(message)}`;
    const text = `… ${plainLine(name)}  ${this.elapsed(this.current)}${this.usual(this.current)}${said}`;
    this.output.write(`\r\u001b[K${text.slice(0, (this.output.columns ?? 80) - 1)}`);
  }

  private clear(): void {
    if (this.output.isTTY) this.output.write('\r\u001b[K');
  }

  private elapsed({ startedAt, finishedAt }: StepView): string {
    if (startedAt === null) return '';
    return duration(
      Math.max(0, (finishedAt === null ? this.now() : Date.parse(finishedAt)) - Date.parse(startedAt)),
    );
  }

  private usual({ usualMs }: StepView): string {
    return usualMs === null ? '' : ` (usually ${duration(usualMs)})`;
  }
}

/** What became of a deployment, with evidence and the next thing to do where it failed. */
export function describeEnd({ kind, status, error, startedAt, finishedAt }: DeploymentView): string {
  const took =
    startedAt === null || finishedAt === null
      ? ''
      : ` in ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
  const lines = [`${plainLine(kind)} ${status}${took}`];
  if (error !== null) {
    lines.push(`  ${plainLine(error.detail)} (${plainLine(error.code)})`);
    if (error.evidence !== null) lines.push(plainText(error.evidence).replace(/^/gm, '  | '));
    if (error.nextAction !== null) lines.push(`  next: ${plainLine(error.nextAction)}`);
  }
  return lines.join('\n');
}
