import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsObject, IsString, MaxLength, ValidateNested } from 'class-validator';
import { AGENT_NAME, IsAgentName } from './agent-name';
import { NewResourcesDto } from './resources.dto';

/** A new agent. Selections are resolved by the catalog, which names what it refuses. */
export class CreateAgentDto {
  @ApiProperty(AGENT_NAME)
  @IsAgentName()
  name: string;

  @ApiProperty({ description: 'Id of a runtime family of the catalog.' })
  @MaxLength(100)
  @IsString()
  runtimeFamily: string;

  @ApiProperty({ description: 'Id of a deploy target of the catalog.' })
  @MaxLength(100)
  @IsString()
  deployTarget: string;

  @ApiProperty({ description: 'Id of a sandbox profile of the catalog.' })
  @MaxLength(100)
  @IsString()
  sandboxProfile: string;

  @ApiProperty({ description: 'Id of a provider of the catalog.' })
  @MaxLength(100)
  @IsString()
  provider: string;

  @ApiProperty({ type: NewResourcesDto })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => NewResourcesDto)
  resources: NewResourcesDto;
}
