import { ApiProperty } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches } from 'class-validator';
import { Trimmed } from '../../core/transforms';

const NAME = { minLength: 1, maxLength: 80 } as const;

/** What a workspace can be called: 1 to 80 characters without control characters. */
const IsWorkspaceName = (): PropertyDecorator =>
  applyDecorators(
    Trimmed(),
    Matches(/^[^\p{Cc}]*$/u, { message: '$property must not hold control characters' }),
    Length(NAME.minLength, NAME.maxLength),
    IsString(),
  );

/** A new workspace. */
export class CreateWorkspaceDto {
  @ApiProperty({ ...NAME })
  @IsWorkspaceName()
  name: string;
}

/** Another name for a workspace. */
export class RenameWorkspaceDto {
  @ApiProperty({ ...NAME })
  @IsWorkspaceName()
  name: string;
}
