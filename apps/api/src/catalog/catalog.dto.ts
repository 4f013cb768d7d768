import type { Catalog, CatalogEntry, Maturity } from '@nora/runtime-contract';
import type { LimitSupport, TargetCapabilities } from '@nora/runtime-adapters';
import { ApiProperty } from '@nestjs/swagger';
import type { FullCatalog } from './catalog.service';

const MATURITIES = ['ga', 'embedded', 'experimental', 'planned', 'blocked'] as const satisfies Maturity[];
const REASON_CODES = ['target_release_blocked', 'target_not_configured', 'unsupported_combination'] as const;

/** One choice of the deploy page. */
export class CatalogEntryDto implements CatalogEntry {
  @ApiProperty()
  id: string;

  @ApiProperty()
  label: string;

  @ApiProperty()
  description: string;

  @ApiProperty({ enum: MATURITIES })
  maturity: Maturity;

  @ApiProperty()
  available: boolean;

  @ApiProperty({ enum: REASON_CODES, type: String, nullable: true })
  reasonCode: CatalogEntry['reasonCode'];

  @ApiProperty({ type: String, nullable: true, description: 'Why it cannot be chosen, for a person.' })
  reason: string | null;
}

const LIMIT_SUPPORT = ['enforced', 'recorded', 'unsupported'] as const satisfies LimitSupport[];

/** What a target can do. Limits that are `unsupported` are refused; `recorded` ones are only noted down. */
export class TargetCapabilitiesDto implements TargetCapabilities {
  @ApiProperty({ enum: LIMIT_SUPPORT })
  cpu: LimitSupport;

  @ApiProperty({ enum: LIMIT_SUPPORT })
  memory: LimitSupport;

  @ApiProperty({ enum: LIMIT_SUPPORT })
  pids: LimitSupport;

  @ApiProperty({ enum: LIMIT_SUPPORT })
  disk: LimitSupport;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why there is no limit for the disk, for a person.',
  })
  diskReason: string | null;

  @ApiProperty({ enum: ['container', 'user', 'none'] })
  isolation: TargetCapabilities['isolation'];

  @ApiProperty({
    enum: ['enforced', 'none'],
    description: "Whether agents are kept from the host's own services and from metadata addresses.",
  })
  egressFilter: TargetCapabilities['egressFilter'];
}

/** A place to deploy to. */
export class DeployTargetDto extends CatalogEntryDto {
  @ApiProperty({ type: TargetCapabilitiesDto, nullable: true, description: 'Null where it cannot be asked.' })
  capabilities: TargetCapabilitiesDto | null;
}

/** Everything that can be chosen when an agent is deployed, and why not. */
export class CatalogDto {
  @ApiProperty({ type: [CatalogEntryDto] })
  runtimeFamilies: Catalog['runtimeFamilies'];

  @ApiProperty({ type: [DeployTargetDto] })
  deployTargets: FullCatalog['deployTargets'];

  @ApiProperty({ type: [CatalogEntryDto] })
  sandboxProfiles: Catalog['sandboxProfiles'];

  @ApiProperty({ type: [CatalogEntryDto] })
  providers: Catalog['providers'];
}
