import type { ErrorCode } from '@nora/contracts';
import { ERROR_STATUS } from '@nora/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsUUID } from 'class-validator';
import { DeploymentDto } from '../../deployments/deployment.dto';

export const BULK_OPERATIONS = ['start', 'stop', 'restart', 'redeploy', 'delete'] as const;
export type BulkOperation = (typeof BULK_OPERATIONS)[number];

/** The same asked of several agents. */
export class BulkOperationDto {
  @ApiProperty({ enum: BULK_OPERATIONS })
  @IsIn(BULK_OPERATIONS)
  operation: BulkOperation;

  @ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: 100, uniqueItems: true })
  @IsUUID('all', { each: true })
  @ArrayUnique()
  @ArrayMaxSize(100)
  @ArrayMinSize(1)
  @IsArray()
  agentIds: string[];
}

/** Why one of them was refused. */
export class BulkErrorDto {
  @ApiProperty({ enum: Object.keys(ERROR_STATUS) })
  code: ErrorCode;

  @ApiProperty()
  detail: string;
}

/** What became of one of them: a deployment or an error. */
export class BulkResultDto {
  @ApiProperty({ format: 'uuid' })
  agentId: string;

  @ApiPropertyOptional({ type: DeploymentDto })
  deployment?: DeploymentDto;

  @ApiPropertyOptional({ type: BulkErrorDto })
  error?: BulkErrorDto;
}

/** One result for each, in the order they were asked for. */
export class BulkResultsDto {
  @ApiProperty({ type: [BulkResultDto] })
  results: BulkResultDto[];
}
