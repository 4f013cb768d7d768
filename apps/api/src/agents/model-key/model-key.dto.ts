import { ApiProperty } from '@nestjs/swagger';
import { DeploymentDto } from '../../deployments/deployment.dto';

/** What became of an agent's model key. */
export class RotateModelKeyResultDto {
  @ApiProperty({
    ...{ type: DeploymentDto, nullable: true },
    description:
      'Restarts the agent with its new key; null for one that does not run and gets it when it starts.',
  })
  deployment: DeploymentDto | null;
}
