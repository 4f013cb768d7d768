import {
  LOOP_ACTIONS,
  MODEL_API_SHAPES,
  MODEL_DELIVERIES,
  type LoopAction,
  type ModelApiShape,
  type ModelDelivery,
  type ModelProviderId,
} from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';
import { BoundModelDto, MODEL_PROVIDER_IDS } from '../../agents/dto/agent.dto';

/** A model that is asked when those before it do not answer. */
export class FallbackDto {
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null for the built-in demo.' })
  providerId: string | null;

  @ApiProperty()
  providerName: string;

  @ApiProperty({ enum: MODEL_PROVIDER_IDS })
  kind: ModelProviderId;

  @ApiProperty()
  model: string;

  @ApiProperty({ description: 'False while the provider is switched off, and so passed over.' })
  enabled: boolean;
}

/** When an agent that asks the same again and again is in a loop, and what is done then. */
export class LoopGuardDto {
  @ApiProperty({ enum: LOOP_ACTIONS })
  action: LoopAction;

  @ApiProperty({ type: 'integer', description: 'So many times the same prompt …' })
  times: number;

  @ApiProperty({ type: 'integer', description: '… within so many minutes.' })
  minutes: number;
}

/** What an agent is bound to. It holds from the next call on. */
export class AgentModelDto extends BoundModelDto {
  @ApiProperty({ description: 'False while the provider is switched off: calls are refused.' })
  enabled: boolean;

  @ApiProperty({
    type: [FallbackDto],
    description: 'Asked in this order when the one before does not answer.',
  })
  fallbacks: FallbackDto[];

  @ApiProperty({ type: LoopGuardDto })
  loop: LoopGuardDto;

  @ApiProperty({
    enum: MODEL_API_SHAPES,
    description: 'How the runtime talks to it; fallbacks have the same.',
  })
  shape: ModelApiShape;

  @ApiProperty({
    description: 'Whether the runtime is to be redeployed before it knows all it has been given.',
  })
  needsRedeploy: boolean;

  @ApiProperty({
    enum: MODEL_DELIVERIES,
    isArray: true,
    description: 'What can be chosen for this provider.',
  })
  deliveries: ModelDelivery[];

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

/** What one of the agents of a workspace is bound to. */
export class ListedAgentModelDto extends AgentModelDto {
  @ApiProperty({ format: 'uuid' })
  agentId: string;

  @ApiProperty()
  agentName: string;
}

export class AgentModelPageDto implements Page<ListedAgentModelDto> {
  @ApiProperty({ type: [ListedAgentModelDto] })
  items: ListedAgentModelDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
