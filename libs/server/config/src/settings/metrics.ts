import { integer } from '../parsers';
import { Setting } from '../setting';

/** History of what agents use: how often it is looked at, and for how long it is kept. */
export class MetricsSettings {
  @Setting({
    env: 'METRICS_SAMPLE_SECONDS',
    description: 'Seconds between two samples of what every agent uses; a divisor of 60.',
    parse: divisorOfMinute,
    default: 10,
  })
  readonly sampleSeconds: number;

  @Setting({
    env: 'METRICS_DISK_MINUTES',
    description: 'Minutes between two counts of the disk of an agent, which take longer than a sample.',
    parse: integer(1, 1440),
    default: 5,
  })
  readonly diskMinutes: number;

  @Setting({
    env: 'METRICS_SAMPLE_DAYS',
    description: 'Days that single samples of what agents use are kept.',
    parse: integer(1, 30),
    default: 1,
  })
  readonly sampleDays: number;

  @Setting({
    env: 'METRICS_MINUTE_DAYS',
    description: 'Days that averages of a minute are kept.',
    parse: integer(1, 90),
    default: 7,
  })
  readonly minuteDays: number;

  @Setting({
    env: 'METRICS_TEN_MINUTE_DAYS',
    description: 'Days that averages of ten minutes are kept.',
    parse: integer(7, 3650),
    default: 90,
  })
  readonly tenMinuteDays: number;
}

function divisorOfMinute(value: string): number {
  const seconds = integer(2, 60)(value);
  if (60 % seconds !== 0) throw new Error('must be a divisor of 60');
  return seconds;
}
