import { ApiProperty } from '@nestjs/swagger';

/** Agents of the installation. */
export class AdminAgentCountsDto {
  @ApiProperty({ type: 'integer' })
  total: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  byStatus: Record<string, number>;
}

/** Deployments of the installation. */
export class AdminDeploymentCountsDto {
  @ApiProperty({ type: 'integer' })
  queued: number;

  @ApiProperty({ type: 'integer' })
  running: number;

  @ApiProperty({ type: 'integer' })
  failedLast24h: number;
}

/** A release that is newer than the one that runs. */
export class NewestReleaseDto {
  @ApiProperty()
  version: string;

  @ApiProperty({ description: 'Whether it, or one on the way to it, closes a hole.' })
  security: boolean;
}

/** Counts over the whole installation; deleted agents and workspaces are left out. */
export class AdminOverviewDto {
  @ApiProperty({ type: 'integer' })
  users: number;

  @ApiProperty({ type: 'integer' })
  workspaces: number;

  @ApiProperty({ type: AdminAgentCountsDto })
  agents: AdminAgentCountsDto;

  @ApiProperty({ type: AdminDeploymentCountsDto })
  deployments: AdminDeploymentCountsDto;

  @ApiProperty({ type: NewestReleaseDto, nullable: true, description: 'Null where none is known.' })
  newestRelease: NewestReleaseDto | null;
}
