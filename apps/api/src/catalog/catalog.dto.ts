import type { Catalog, CatalogEntry, Maturity } from '@nora/runtime-contract';
import { ApiProperty } from '@nestjs/swagger';

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

/** Everything that can be chosen when an agent is deployed, and why not. */
export class CatalogDto {
  @ApiProperty({ type: [CatalogEntryDto] })
  runtimeFamilies: Catalog['runtimeFamilies'];

  @ApiProperty({ type: [CatalogEntryDto] })
  deployTargets: Catalog['deployTargets'];

  @ApiProperty({ type: [CatalogEntryDto] })
  sandboxProfiles: Catalog['sandboxProfiles'];

  @ApiProperty({ type: [CatalogEntryDto] })
  providers: Catalog['providers'];
}
