import {
  DEPLOYMENT_KINDS,
  DEPLOYMENT_STATUSES,
  type DeploymentKind,
  type DeploymentStatus,
} from '@nora/contracts';
import { ApiProperty } from '@nestjs/swagger';

export const METRICS = [
  'cpu',
  'memory',
  'disk',
  'network-received',
  'network-sent',
  'disk-read',
  'disk-written',
  'processes',
] as const;
export type Metric = (typeof METRICS)[number];

export const METRIC_UNITS = ['percent', 'bytes', 'bytes-per-second', 'count'] as const;
export type MetricUnit = (typeof METRIC_UNITS)[number];

const VALUES = { type: 'array', items: { type: 'number', nullable: true } } as const;

/** One thing that was counted over the time of a window. */
export class MetricDto {
  @ApiProperty({ enum: METRICS })
  metric: Metric;

  @ApiProperty({ enum: METRIC_UNITS, description: 'Percent are of one CPU: 150 is one and a half.' })
  unit: MetricUnit;

  @ApiProperty({
    ...VALUES,
    description:
      'The average of each step; null where nothing was seen, or where the target does not count it.',
  })
  values: (number | null)[];

  @ApiProperty({
    ...VALUES,
    nullable: true,
    description: 'The highest of the samples of each step; null where averages say enough.',
  })
  peaks: (number | null)[] | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'What the target holds the agent to now; null where it holds it to nothing.',
  })
  limit: number | null;
}

/** Something that explains a change in a chart. */
export class MetricMarkDto {
  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({
    enum: ['deployment', 'restart'],
    description: 'A restart is one that was seen by its counters beginning anew, whoever did it.',
  })
  kind: 'deployment' | 'restart';

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  deploymentId: string | null;

  @ApiProperty({ type: String, enum: DEPLOYMENT_KINDS, nullable: true })
  operation: DeploymentKind | null;

  @ApiProperty({ type: String, enum: DEPLOYMENT_STATUSES, nullable: true })
  status: DeploymentStatus | null;
}

/** What an agent used over a time. Value number i of each series is of the step that begins at `from` + i × `stepSeconds`. */
export class MetricSeriesDto {
  @ApiProperty({ format: 'date-time' })
  from: string;

  @ApiProperty({ format: 'date-time', description: 'The end of the last step, which may go on still.' })
  to: string;

  @ApiProperty({ type: 'integer' })
  stepSeconds: number;

  @ApiProperty({ type: [MetricDto] })
  series: MetricDto[];

  @ApiProperty({
    type: [MetricMarkDto],
    description: 'In order of time; the last hundred deployments at most.',
  })
  marks: MetricMarkDto[];
}
