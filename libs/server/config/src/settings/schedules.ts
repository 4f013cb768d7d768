import { integer } from '../parsers';
import { Setting } from '../setting';

/** What agents do by the clock. */
export class ScheduleSettings {
  @Setting({
    env: 'SCHEDULE_CONCURRENCY',
    description: 'Runs of schedules one worker carries out at the same time.',
    parse: integer(1, 100),
    default: 4,
  })
  readonly concurrency: number;

  @Setting({
    env: 'SCHEDULE_PROMPT_MINUTES',
    description: 'Minutes an agent has to answer a prompt of a schedule.',
    parse: integer(1, 240),
    default: 15,
  })
  readonly promptMinutes: number;
}
