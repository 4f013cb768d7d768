import { DUPLICATE_SCOPES, type DuplicateScope } from '@nora/contracts';
import { ApiProperty } from '@nestjs/swagger';

/** Where a duplicate takes its first state from. */
export class StateSourceDto {
  @ApiProperty({ format: 'uuid' })
  agentId: string;

  @ApiProperty({ enum: DUPLICATE_SCOPES.filter((scope) => scope !== 'config') })
  scope: Exclude<DuplicateScope, 'config'>;
}

/** What a deployment was told beside its kind and version. */
export class DeploymentOptionsDto {
  @ApiProperty({ description: 'Of a `delete`: the data stays, so that the agent can be restored.' })
  keepData: boolean;

  @ApiProperty({ description: 'Of a `redeploy`: a lost storage may be made anew, empty.' })
  freshStorage: boolean;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Of a `rollback`: the version it goes back to.',
  })
  rollbackTo: number | null;

  @ApiProperty({ type: StateSourceDto, nullable: true, description: 'Of a `duplicate`.' })
  source: StateSourceDto | null;
}
