import { ApiProperty } from '@nestjs/swagger';
import { CHECK_GROUPS, CHECK_STATES, type CheckGroup, type CheckState } from './health-check';

/** What one look found. */
export class HealthCheckDto {
  @ApiProperty({ description: 'Stable: what monitoring may look for.' })
  id: string;

  @ApiProperty({ enum: CHECK_GROUPS })
  group: CheckGroup;

  @ApiProperty()
  title: string;

  @ApiProperty({ enum: CHECK_STATES })
  state: CheckState;

  @ApiProperty({ description: 'What was seen, in words for a person.' })
  seen: string;

  @ApiProperty({ type: String, nullable: true, description: 'What to do; null where nothing is to be done.' })
  remedy: string | null;

  @ApiProperty({ description: 'Page of the documentation, below the root of the project.' })
  docs: string;

  @ApiProperty({
    description:
      'Section of the documentation that says what it means and what to do, below the root of the project.',
  })
  runbook: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Page of the administration console to act on it.',
  })
  page: string | null;

  @ApiProperty({ type: 'integer', description: 'Milliseconds that the look took.' })
  tookMs: number;
}

/** Everything that was looked at, the worst first. */
export class HealthReportDto {
  @ApiProperty({ enum: CHECK_STATES, description: 'The worst of all.' })
  state: CheckState;

  @ApiProperty({ type: String, format: 'date-time' })
  checkedAt: string;

  @ApiProperty({ description: 'Release of the API that looked.' })
  version: string;

  @ApiProperty({ type: String, nullable: true })
  commit: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Address that stands for the root of the project in `docs` and `runbook`; null where none is set.',
  })
  docsUrl: string | null;

  @ApiProperty({ type: [HealthCheckDto] })
  checks: HealthCheckDto[];
}
