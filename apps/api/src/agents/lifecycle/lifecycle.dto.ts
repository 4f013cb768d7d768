import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Flag, MayBeAbsent } from '../../core/transforms';
import { AGENT_NAME, IsAgentName } from '../dto/agent-name';

/** How an agent is made anew. */
export class RedeployDto {
  @ApiPropertyOptional({
    default: false,
    description:
      'A storage that was lost is made anew, empty; without it a lost storage fails the deployment.',
  })
  @MayBeAbsent()
  @IsBoolean()
  freshStorage: boolean = false;
}

/** What becomes of a deleted agent's data, and whether work in flight is waited for. */
export class DeleteAgentQueryDto {
  @ApiPropertyOptional({ default: false, description: 'The data stays, so that the agent can be restored.' })
  @MayBeAbsent()
  @Flag()
  @IsBoolean()
  keepData: boolean = false;

  @ApiPropertyOptional({
    default: false,
    description:
      'Ends a deployment in flight and removes whatever can be reached. Not together with `keepData`.',
  })
  @MayBeAbsent()
  @Flag()
  @IsBoolean()
  force: boolean = false;
}

/** How a deleted agent comes back. */
export class RestoreAgentDto {
  @ApiPropertyOptional({ ...AGENT_NAME, description: 'Another name, when its own was taken meanwhile.' })
  @MayBeAbsent()
  @IsAgentName()
  name?: string;
}
