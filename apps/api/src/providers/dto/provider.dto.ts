import {
  MODEL_API_SHAPES,
  MODEL_PROVIDER_KIND_IDS,
  type ModelApiShape,
  type ModelProviderKind,
} from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';

/** An agent that uses a provider. */
export class ProviderAgentDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;
}

/** Somebody who runs models, as a workspace has set it up. */
export class ProviderDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: MODEL_PROVIDER_KIND_IDS })
  kind: ModelProviderKind;

  @ApiProperty()
  kindLabel: string;

  @ApiProperty({ enum: MODEL_API_SHAPES, description: 'How agents talk to it.' })
  shape: ModelApiShape;

  @ApiProperty({ description: 'Where it is, also where that is the address of its kind.' })
  baseUrl: string;

  @ApiProperty({ description: 'Whether that is the address of its kind.' })
  usualBaseUrl: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'sk-…9f2c',
    description: 'Null where there is no key.',
  })
  keyHint: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  keyChangedAt: string | null;

  @ApiProperty()
  enabled: boolean;

  @ApiProperty({ description: 'Whether new agents get it that name none.' })
  isDefault: boolean;

  @ApiProperty()
  defaultModel: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  testedAt: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the last test failed; null when it did not.',
  })
  testFault: string | null;

  @ApiProperty({ type: [ProviderAgentDto], description: 'The first agents that use it, by name.' })
  agents: ProviderAgentDto[];

  @ApiProperty({ type: 'integer', description: 'All agents that use it, bound to it or as a fallback.' })
  agentCount: number;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class ProviderPageDto implements Page<ProviderDto> {
  @ApiProperty({ type: [ProviderDto] })
  items: ProviderDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
