import { MODEL_API_SHAPES, type ModelApiShape } from '@nora/contracts';
import type { Catalog, CatalogEntry, Maturity, ProviderEntry } from '@nora/runtime-contract';
import type { LimitSupport, TargetCapabilities } from '@nora/runtime-adapters';
import { ApiProperty } from '@nestjs/swagger';
import { MODEL_PROVIDER_IDS } from '../agents/dto/agent.dto';
import type { AgentDefaults, FullCatalog } from './catalog.service';

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

/** A kind of provider, and what it takes to set one up in a workspace. */
export class ProviderEntryDto extends CatalogEntryDto {
  @ApiProperty({ enum: MODEL_PROVIDER_IDS })
  declare id: ProviderEntry['id'];

  @ApiProperty({
    ...{ enum: MODEL_API_SHAPES, isArray: true },
    description: 'How it is talked to; agents are configured with the first one.',
  })
  shapes: ModelApiShape[];

  @ApiProperty({ type: String, nullable: true, description: 'Where it is; null where that has to be given.' })
  baseUrl: string | null;

  @ApiProperty({ description: 'Whether an address has to be given.' })
  needsBaseUrl: boolean;

  @ApiProperty({
    enum: ['required', 'optional', 'none'],
    description: '`none`: the built-in demo, which needs no setting up.',
  })
  key: ProviderEntry['key'];

  @ApiProperty({ type: String, nullable: true, description: 'Where a key is had.' })
  keysUrl: string | null;
}

/** What a new agent may use where nobody says otherwise. */
export class DefaultResourcesDto {
  @ApiProperty()
  vcpu: number;

  @ApiProperty({ type: 'integer' })
  ramMb: number;
}

/** What a new agent gets where nobody says otherwise; null where nothing is available. */
export class AgentDefaultsDto implements AgentDefaults {
  @ApiProperty({ type: String, nullable: true })
  runtimeFamily: string | null;

  @ApiProperty({ type: String, nullable: true })
  deployTarget: string | null;

  @ApiProperty({ type: String, nullable: true })
  sandboxProfile: string | null;

  @ApiProperty({ type: DefaultResourcesDto })
  resources: DefaultResourcesDto;
}

/** Everything that can be chosen when an agent is deployed, and why not. */
export class CatalogDto {
  @ApiProperty({ type: [CatalogEntryDto] })
  runtimeFamilies: Catalog['runtimeFamilies'];

  @ApiProperty({ type: [DeployTargetDto] })
  deployTargets: FullCatalog['deployTargets'];

  @ApiProperty({ type: [CatalogEntryDto] })
  sandboxProfiles: Catalog['sandboxProfiles'];

  @ApiProperty({
    type: [ProviderEntryDto],
    description: 'The built-in demo, and what a workspace can set up.',
  })
  providers: Catalog['providers'];

  @ApiProperty({ type: AgentDefaultsDto, description: 'What a call that makes an agent may leave out.' })
  defaults: AgentDefaultsDto;
}
