import { ApiProperty } from '@nestjs/swagger';
import { DeploymentDto } from '../../deployments/deployment.dto';
import { AgentDto } from './agent.dto';

/** A new agent and the deployment that brings it up. */
export class CreateAgentResultDto {
  @ApiProperty({ type: AgentDto })
  agent: AgentDto;

  @ApiProperty({ type: DeploymentDto })
  deployment: DeploymentDto;
}
