import {
  UNKNOWN_PRICE_POLICIES,
  WORKSPACE_ROLES,
  type UnknownPricePolicy,
  type WorkspaceRole,
} from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';

/** A workspace of the signed-in account, with the account's role in it. */
export class WorkspaceDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ description: 'Stands in addresses; stays when the name changes.' })
  slug: string;

  @ApiProperty({ description: 'True for the workspace that was made with an account.' })
  personal: boolean;

  @ApiProperty({ enum: WORKSPACE_ROLES })
  role: WorkspaceRole;

  @ApiProperty({ type: 'integer' })
  memberCount: number;

  @ApiProperty({
    type: 'integer',
    description: 'Agents it holds, those that were deleted and whose data is kept among them.',
  })
  agentCount: number;

  @ApiProperty({
    description: 'By whose calendar budgets and usage are counted; a name of the IANA database.',
  })
  timeZone: string;

  @ApiProperty({
    enum: UNKNOWN_PRICE_POLICIES,
    description: 'Whether a model without a known price may be called where a budget counts money.',
  })
  unknownPrice: UnknownPricePolicy;

  @ApiProperty({
    ...{ type: String, format: 'date-time', nullable: true },
    description:
      'Since when it is being deleted: it takes no new agents, and goes when its last one has gone.',
  })
  deletionRequestedAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class WorkspacePageDto implements Page<WorkspaceDto> {
  @ApiProperty({ type: [WorkspaceDto] })
  items: WorkspaceDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
