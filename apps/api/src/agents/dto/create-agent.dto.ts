import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsObject, IsString, Length, Matches, MaxLength, ValidateNested } from 'class-validator';
import { Trimmed } from '../../core/transforms';
import { ResourcesDto } from './resources.dto';

/** A new agent. Selections are resolved by the catalog, which names what it refuses. */
export class CreateAgentDto {
  @ApiProperty({ minLength: 1, maxLength: 80 })
  @Trimmed()
  @IsString()
  @Length(1, 80)
  @Matches(/^[^\p{Cc}]*$/u, { message: 'name must not hold control characters' })
  name: string;

  @ApiProperty({ description: 'Id of a runtime family of the catalog.' })
  @IsString()
  @MaxLength(100)
  runtimeFamily: string;

  @ApiProperty({ description: 'Id of a deploy target of the catalog.' })
  @IsString()
  @MaxLength(100)
  deployTarget: string;

  @ApiProperty({ description: 'Id of a sandbox profile of the catalog.' })
  @IsString()
  @MaxLength(100)
  sandboxProfile: string;

  @ApiProperty({ description: 'Id of a provider of the catalog.' })
  @IsString()
  @MaxLength(100)
  provider: string;

  @ApiProperty({ type: ResourcesDto })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ResourcesDto)
  resources: ResourcesDto;
}
