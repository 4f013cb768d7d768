import { AGENT_STATUSES, type AgentStatus } from '@nora/contracts';
import { PageQueryDto } from '@nora/http-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsOptional } from 'class-validator';
import { IsSearchText } from '../../core/search-text';
import { Repeated } from '../../core/transforms';

export const AGENT_SORTS = ['-createdAt', 'createdAt', 'name', '-name'] as const;
export type AgentSort = (typeof AGENT_SORTS)[number];

/** Filters and order of a list of agents. */
export class ListAgentsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: AGENT_SORTS, default: '-createdAt' })
  @IsOptional()
  @IsIn(AGENT_SORTS)
  sort: AgentSort = '-createdAt';

  @ApiPropertyOptional({
    ...{ enum: AGENT_STATUSES, isArray: true },
    description: 'May be repeated. `deleted` finds those whose data is kept; without it they are left out.',
  })
  @IsOptional()
  @Repeated()
  @IsIn(AGENT_STATUSES, { each: true })
  @ArrayMaxSize(20)
  @IsArray()
  status?: AgentStatus[];

  @ApiPropertyOptional({ description: 'Part of the name, in any case.', maxLength: 80 })
  @IsSearchText(80)
  q?: string;
}
