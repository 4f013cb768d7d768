import { DUPLICATE_SCOPES, type DuplicateScope } from '@nora/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { AGENT_NAME, IsAgentName } from '../dto/agent-name';

/** A new agent of another's shape. */
export class DuplicateAgentDto {
  @ApiProperty(AGENT_NAME)
  @IsAgentName()
  name: string;

  @ApiProperty({
    enum: DUPLICATE_SCOPES,
    description: 'Its shape alone, its workspace files too, or all it remembers as well.',
  })
  @IsIn(DUPLICATE_SCOPES)
  scope: DuplicateScope;
}
