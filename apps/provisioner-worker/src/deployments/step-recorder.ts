import type { Progress } from '@nora/runtime-adapters';
import type { Claim, DeploymentClaims } from './deployment-claims';

const INTERVAL_MS = 1_000;
const LIMIT = 300;

/** A message as it stands under a step: begins with a capital, and ends at a word when it was too long. */
export function stepMessage(text: string, limit = LIMIT): string {
  const short = text.length <= limit ? text : `${text.slice(0, limit).replace(/\s+\S*$/, '')} …`;
  return short.charAt(0).toUpperCase() + short.slice(1);
}

/** Writes a step's progress, at most once a second; the newest message wins. */
export class StepRecorder {
  private pending: string | null = null;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private lastWrite = 0;

  constructor(
    private readonly claims: DeploymentClaims,
    private readonly claim: Claim,
    private readonly position: number,
  ) {}

  readonly progress: Progress = (message) => {
    this.pending = stepMessage(message);
    const wait = Math.max(0, this.lastWrite + INTERVAL_MS - Date.now());
    this.timer ??= setTimeout(() => this.write(), wait);
  };

  /** Ends the recording; nothing is written afterwards. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.pending = null;
    await this.writing;
  }

  private write(): void {
    this.timer = undefined;
    if (this.pending === null) return;
    const message = this.pending;
    this.pending = null;
    this.lastWrite = Date.now();
    this.writing = this.writing
      .then(() => this.claims.writeStep(this.claim, this.position, { message }))
      // A lost claim shows at the next guarded write of the executor.
      .catch(() => undefined);
  }
}
