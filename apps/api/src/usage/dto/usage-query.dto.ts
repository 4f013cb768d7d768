import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsInstant } from '../../core/instant';
import {
  AGENT_USAGE_GROUPS,
  FLEET_USAGE_GROUPS,
  USAGE_GROUPS,
  USAGE_STEPS,
  type UsageStep,
} from './usage.dto';

/** Which time, and how fine. */
export class UsageWindowQueryDto {
  @ApiPropertyOptional({
    format: 'date-time',
    description:
      'Not before the step that this lies in. Absent: 30 days, or steps of an hour: 24 hours, before `to`.',
  })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Absent: now. After `from` by 400 days at most, or 31 days in steps of an hour.',
  })
  @IsOptional()
  @IsInstant()
  to?: string;

  @ApiPropertyOptional({ enum: USAGE_STEPS, default: 'day' })
  @IsOptional()
  @IsIn(USAGE_STEPS)
  step: UsageStep = 'day';
}

class OfAgentDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Only what this agent used.' })
  @IsOptional()
  @IsUUID()
  agentId?: string;
}

/** What of a workspace's usage is exported. */
export class ExportUsageQueryDto extends IntersectionType(UsageWindowQueryDto, OfAgentDto) {}

/** What of a workspace's usage is shown. */
export class UsageQueryDto extends ExportUsageQueryDto {
  @ApiPropertyOptional({ enum: USAGE_GROUPS, default: 'agent' })
  @IsOptional()
  @IsIn(USAGE_GROUPS)
  by: (typeof USAGE_GROUPS)[number] = 'agent';
}

/** What of an agent's usage is shown. */
export class AgentUsageQueryDto extends UsageWindowQueryDto {
  @ApiPropertyOptional({ enum: AGENT_USAGE_GROUPS, default: 'model' })
  @IsOptional()
  @IsIn(AGENT_USAGE_GROUPS)
  by: (typeof AGENT_USAGE_GROUPS)[number] = 'model';
}

/** What of the installation's usage is shown. Days are those of UTC. */
export class FleetUsageQueryDto extends UsageWindowQueryDto {
  @ApiPropertyOptional({ enum: FLEET_USAGE_GROUPS, default: 'workspace' })
  @IsOptional()
  @IsIn(FLEET_USAGE_GROUPS)
  by: (typeof FLEET_USAGE_GROUPS)[number] = 'workspace';
}
