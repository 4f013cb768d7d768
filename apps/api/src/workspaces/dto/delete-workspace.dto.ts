import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeAbsent } from '../../core/transforms';
import { WorkspaceDto } from './workspace.dto';

/** What becomes of the agents of a workspace that is deleted. */
export class DeleteWorkspaceQueryDto {
  @ApiPropertyOptional({
    enum: ['delete'],
    description:
      'Deletes its agents too, with all their data. Without it a workspace that holds agents stays.',
  })
  @MayBeAbsent()
  @IsIn(['delete'])
  agents?: 'delete';
}

/** What is left of a deleted workspace. */
export class DeletedWorkspaceDto {
  @ApiProperty({
    ...{ type: WorkspaceDto, nullable: true },
    description: 'The workspace while its agents are being deleted; null when it is gone.',
  })
  workspace: WorkspaceDto | null;
}
