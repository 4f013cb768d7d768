import { ApiProperty } from '@nestjs/swagger';

/** A directory of an agent that can be looked into. */
export class FileRootDto {
  @ApiProperty({ example: 'workspace' })
  id: string;

  @ApiProperty({ example: 'Workspace' })
  label: string;

  @ApiProperty()
  description: string;

  @ApiProperty({ description: 'Whether files in it can be changed through Nora.' })
  writable: boolean;
}

export class FileRootsDto {
  @ApiProperty({ type: [FileRootDto] })
  roots: FileRootDto[];

  @ApiProperty({ type: 'integer', description: 'Largest file that is read in one piece, in bytes.' })
  inlineLimitBytes: number;

  @ApiProperty({ type: 'integer', description: 'Largest file that can be written, in bytes.' })
  uploadLimitBytes: number;
}
