import { Injectable } from '@nestjs/common';
import { LifecycleRuns } from './lifecycle-runs';
import { PromptRuns } from './prompt-runs';

/** Who carries out which runs. */
@Injectable()
export class RunExecutors {
  constructor(
    readonly prompts: PromptRuns,
    readonly lifecycle: LifecycleRuns,
  ) {}
}
