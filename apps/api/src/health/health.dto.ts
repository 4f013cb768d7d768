import { ApiProperty } from '@nestjs/swagger';

export class LivenessDto {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}

/** What was found of one service that Nora needs. */
export class ReadinessCheckDto {
  @ApiProperty({ enum: ['ok', 'failed'] })
  status: 'ok' | 'failed';

  @ApiProperty({ type: 'integer', description: 'Milliseconds the answer took.' })
  latencyMs: number;
}

export class ReadinessChecksDto {
  @ApiProperty({ type: ReadinessCheckDto })
  postgresql: ReadinessCheckDto;

  @ApiProperty({ type: ReadinessCheckDto })
  redis: ReadinessCheckDto;

  @ApiProperty({ type: ReadinessCheckDto })
  queue: ReadinessCheckDto;
}

/** Whether this process can serve requests. */
export class ReadinessDto {
  @ApiProperty({ enum: ['ok', 'unavailable'] })
  status: 'ok' | 'unavailable';

  @ApiProperty({ type: ReadinessChecksDto })
  checks: ReadinessChecksDto;
}
