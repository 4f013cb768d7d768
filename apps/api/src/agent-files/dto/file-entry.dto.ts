import type { Page } from '@nora/http-kit';
import type { FileEntry, FileType } from '@nora/runtime-contract';
import { ApiProperty } from '@nestjs/swagger';

export const FILE_TYPES = ['file', 'directory', 'symlink', 'other'] as const satisfies FileType[];

/** One name in a directory. */
export class FileEntryDto implements FileEntry {
  @ApiProperty()
  name: string;

  @ApiProperty({
    description: 'Below the root, with slashes, without a leading one.',
    example: 'notes/plan.md',
  })
  path: string;

  @ApiProperty({ enum: FILE_TYPES, description: 'Links are shown, and never followed.' })
  type: FileType;

  @ApiProperty({ type: 'integer', minimum: 0 })
  sizeBytes: number;

  @ApiProperty({ format: 'date-time' })
  modifiedAt: string;

  @ApiProperty({ description: 'Permissions in octal.', example: '644' })
  mode: string;

  @ApiProperty({
    ...{ type: String, nullable: true },
    description: 'Changes whenever the content may have; goes into `If-Match`. Null for what is no file.',
  })
  etag: string | null;

  @ApiProperty({ description: 'Whether it can be read in one piece and written back.' })
  editable: boolean;
}

export class FilePageDto implements Page<FileEntryDto> {
  @ApiProperty({ type: [FileEntryDto], description: 'Directories first, then by name.' })
  items: FileEntryDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
