import { PageQueryDto } from '@nora/http-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { MayBeAbsent } from '../../core/transforms';

const ROOT = /^[a-z][a-z0-9-]{0,31}$/;
const ROOT_ID = { pattern: ROOT.source, description: 'Id of a root.', example: 'workspace' };
const LONGEST = 2_000;
const PATH = { maxLength: LONGEST, example: 'notes/plan.md' };
const BELOW = 'Below the root, with slashes, without a leading one.';

/** Something in a root. */
export class FilePlaceDto {
  @ApiProperty(ROOT_ID)
  @Matches(ROOT)
  @IsString()
  root: string;

  @ApiProperty({ ...PATH, minLength: 1, description: BELOW })
  @MaxLength(LONGEST)
  @MinLength(1)
  @IsString()
  path: string;
}

/** Something in a root, or the root itself. */
export class DownloadPlaceDto {
  @ApiProperty(ROOT_ID)
  @Matches(ROOT)
  @IsString()
  root: string;

  @ApiPropertyOptional({ ...PATH, default: '', description: `${BELOW} Empty for all of the root.` })
  @MayBeAbsent()
  @MaxLength(LONGEST)
  @IsString()
  path: string = '';
}

/** A page of a directory. */
export class ListFilesQueryDto extends PageQueryDto {
  @ApiProperty(ROOT_ID)
  @Matches(ROOT)
  @IsString()
  root: string;

  @ApiPropertyOptional({ ...PATH, default: '', description: `${BELOW} Empty for the root itself.` })
  @MayBeAbsent()
  @MaxLength(LONGEST)
  @IsString()
  path: string = '';
}

/** From where something goes to where. */
export class MoveFileDto {
  @ApiProperty(ROOT_ID)
  @Matches(ROOT)
  @IsString()
  root: string;

  @ApiProperty({ ...PATH, minLength: 1, description: BELOW })
  @MaxLength(LONGEST)
  @MinLength(1)
  @IsString()
  from: string;

  @ApiProperty({
    ...PATH,
    minLength: 1,
    description: 'The new path, with the name; its directory must exist.',
  })
  @MaxLength(LONGEST)
  @MinLength(1)
  @IsString()
  to: string;

  @ApiPropertyOptional({
    default: false,
    description: 'Whether what is there already goes into the trash. Without it that is a conflict.',
  })
  @MayBeAbsent()
  @IsBoolean()
  overwrite: boolean = false;
}
