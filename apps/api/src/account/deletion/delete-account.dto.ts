import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  Equals,
  IsArray,
  IsString,
  IsUUID,
  Length,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Lowercase, MayBeAbsent, Trimmed } from '../../core/transforms';

/** What becomes of a workspace that only the account owns: exactly one of the two. */
export class WorkspaceDecisionDto {
  @ApiProperty({ format: 'uuid' })
  @Lowercase()
  @IsUUID()
  id: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The member who becomes its owner.' })
  @MayBeAbsent()
  @Lowercase()
  @IsUUID()
  transferToUserId?: string;

  @ApiPropertyOptional({ enum: [true], type: Boolean, description: 'It is deleted. It must hold no agents.' })
  @MayBeAbsent()
  @Equals(true)
  delete?: true;
}

/** How an account is deleted. */
export class DeleteUserDto {
  @ApiPropertyOptional({
    ...{ type: [WorkspaceDecisionDto], maxItems: 200, default: [] },
    description:
      'A decision on each workspace that nobody else owns. A personal one that is empty goes without one.',
  })
  @MayBeAbsent()
  @ValidateNested({ each: true })
  @Type(() => WorkspaceDecisionDto)
  @ArrayMaxSize(200)
  @IsArray()
  workspaces: WorkspaceDecisionDto[] = [];
}

/** How somebody deletes their own account. */
export class DeleteAccountDto extends DeleteUserDto {
  @ApiPropertyOptional({
    maxLength: 128,
    description: 'Of the account; only an account without one leaves it out.',
  })
  @MayBeAbsent()
  @MaxLength(128)
  @IsString()
  password?: string;

  @ApiPropertyOptional({
    ...{ minLength: 6, maxLength: 20 },
    description: 'Six digits of the app, or a recovery code, where the account has a second factor.',
  })
  @MayBeAbsent()
  @Trimmed()
  @Length(6, 20)
  @IsString()
  code?: string;
}
