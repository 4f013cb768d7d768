import { DRIFT_POLICIES, type DriftPolicy } from '@nora/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsString, Length, Matches, ValidateNested } from 'class-validator';
import { MayBeAbsent, Trimmed } from '../../core/transforms';
import { DeploymentDto } from '../../deployments/deployment.dto';
import { AGENT_NAME, IsAgentName } from '../dto/agent-name';
import { AgentDto } from '../dto/agent.dto';
import { ChangedResourcesDto } from '../dto/resources.dto';

/** What is to change. A new name and new resources are two deployments, so they come in two calls. */
export class ChangeAgentDto {
  @ApiPropertyOptional(AGENT_NAME)
  @MayBeAbsent()
  @IsAgentName()
  name?: string;

  @ApiPropertyOptional({ type: ChangedResourcesDto })
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => ChangedResourcesDto)
  resources?: ChangedResourcesDto;

  @ApiPropertyOptional({ minLength: 1, maxLength: 200, description: 'What the change of resources is for.' })
  @MayBeAbsent()
  @Trimmed()
  @Matches(/^[^\p{Cc}]*$/u, { message: 'message must not hold control characters' })
  @Length(1, 200)
  @IsString()
  message?: string;

  @ApiPropertyOptional({
    enum: DRIFT_POLICIES,
    description: 'What is done when the runtime is not as it was made. Holds at once, without a deployment.',
  })
  @MayBeAbsent()
  @IsIn(DRIFT_POLICIES)
  driftPolicy?: DriftPolicy;
}

/** The agent as it is now, and the deployment that carries the rest of the change. */
export class ChangeResultDto {
  @ApiProperty({ type: AgentDto })
  agent: AgentDto;

  @ApiProperty({ type: DeploymentDto, nullable: true, description: 'Null when nothing has to be deployed.' })
  deployment: DeploymentDto | null;
}
