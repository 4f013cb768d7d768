import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsObject, IsString, Length, Matches, MaxLength, ValidateNested } from 'class-validator';
import { Trimmed } from '../../core/transforms';
import { ResourcesDto } from './resources.dto';

/** A new agent. Selections are resolved by the catalog, which names what it refuses. */
export class CreateAgentDto {
  @ApiProperty({ minLength: 1, maxLength: 80 })
  @Trimmed()
  @Matches(/^[^\p{Cc}]*$/u, { message: 'name must not hold control characters' })
  @Length(1, 80)
  @IsString()
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

  @ApiProperty({ type: ResourcesDto })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ResourcesDto)
  resources: ResourcesDto;
}
