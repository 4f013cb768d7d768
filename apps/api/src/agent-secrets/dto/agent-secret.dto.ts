import type { Page } from '@nora/http-kit';
import { SECRET_VALUE_BYTES } from '@nora/runtime-contract';
import { ApiProperty } from '@nestjs/swagger';
import { IsByteLength, IsString } from 'class-validator';
import { PersonDto } from '../../core/person.dto';

/** A variable that an agent was given. Its value is shown to nobody. */
export class AgentSecretDto {
  @ApiProperty({ example: 'GITHUB_TOKEN' })
  name: string;

  @ApiProperty({ format: 'date-time' })
  changedAt: string;

  @ApiProperty({ type: PersonDto, nullable: true })
  changedBy: PersonDto | null;
}

export class AgentSecretPageDto implements Page<AgentSecretDto> {
  @ApiProperty({ type: [AgentSecretDto] })
  items: AgentSecretDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** What a variable is to hold. */
export class SetAgentSecretDto {
  @ApiProperty({
    ...{ minLength: 1, maxLength: SECRET_VALUE_BYTES, writeOnly: true },
    description: `Taken as it is, line breaks too; ${SECRET_VALUE_BYTES} bytes at most.`,
  })
  @IsByteLength(1, SECRET_VALUE_BYTES)
  @IsString()
  value: string;
}
