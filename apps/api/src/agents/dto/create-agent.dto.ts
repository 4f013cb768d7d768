import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsString, MaxLength, ValidateNested } from 'class-validator';
import { IsModelName, MODEL_NAME } from '../../agent-models/dto/model-name';
import { MayBeAbsent } from '../../core/transforms';
import { AGENT_NAME, IsAgentName } from './agent-name';
import { NewResourcesDto } from './resources.dto';

const DEFAULT = 'Absent: the default of this installation, which the catalog tells.';

/** A new agent. Selections are resolved by the catalog, which names what it refuses. */
export class CreateAgentDto {
  @ApiProperty(AGENT_NAME)
  @IsAgentName()
  name: string;

  @ApiPropertyOptional({ maxLength: 100, description: `Id of a runtime family of the catalog. ${DEFAULT}` })
  @MayBeAbsent()
  @MaxLength(100)
  @IsString()
  runtimeFamily?: string;

  @ApiPropertyOptional({ maxLength: 100, description: `Id of a deploy target of the catalog. ${DEFAULT}` })
  @MayBeAbsent()
  @MaxLength(100)
  @IsString()
  deployTarget?: string;

  @ApiPropertyOptional({ maxLength: 100, description: `Id of a sandbox profile of the catalog. ${DEFAULT}` })
  @MayBeAbsent()
  @MaxLength(100)
  @IsString()
  sandboxProfile?: string;

  @ApiPropertyOptional({
    maxLength: 100,
    description:
      'Id of a provider of the workspace, or `demo`. Absent: the default of the workspace, or else the demo.',
  })
  @MayBeAbsent()
  @MaxLength(100)
  @IsString()
  provider?: string;

  @ApiPropertyOptional({ ...MODEL_NAME, description: "Absent: the provider's own default." })
  @MayBeAbsent()
  @IsModelName()
  model?: string;

  @ApiPropertyOptional({ type: NewResourcesDto, description: DEFAULT })
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => NewResourcesDto)
  resources?: NewResourcesDto;
}
