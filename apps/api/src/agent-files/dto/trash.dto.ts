import type { Page } from '@nora/http-kit';
import type { FileType, TrashEntry } from '@nora/runtime-contract';
import { ApiProperty } from '@nestjs/swagger';
import { FILE_TYPES } from './file-entry.dto';

/** Something that was deleted and can be had back for a while. */
export class TrashEntryDto implements TrashEntry {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Root it was deleted from.', example: 'workspace' })
  root: string;

  @ApiProperty({ description: 'Where it was.', example: 'notes/plan.md' })
  path: string;

  @ApiProperty({ enum: FILE_TYPES })
  type: FileType;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of a file; 0 for a directory.' })
  sizeBytes: number;

  @ApiProperty({ format: 'date-time' })
  deletedAt: string;

  @ApiProperty({ format: 'date-time', description: 'When it is gone for good.' })
  expiresAt: string;
}

export class TrashPageDto implements Page<TrashEntryDto> {
  @ApiProperty({ type: [TrashEntryDto], description: 'What was deleted last comes first.' })
  items: TrashEntryDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
