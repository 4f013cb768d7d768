import {
  MODEL_STOP_KINDS,
  MODEL_STOP_SCOPES,
  type ModelStopKind,
  type ModelStopScope,
} from '@nora/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import { PersonDto } from '../core/person.dto';
import { MayBeAbsent, Trimmed } from '../core/transforms';

const REASON = { maxLength: 200 } as const;

/** Why no model is called. */
export class ModelStopDto {
  @ApiProperty({ enum: MODEL_STOP_SCOPES, description: 'Whose models are stopped.' })
  scope: ModelStopScope;

  @ApiProperty({ enum: MODEL_STOP_KINDS, description: 'By a person, a budget, or the guard against loops.' })
  kind: ModelStopKind;

  @ApiProperty({ description: 'For a person; empty when none was given.' })
  reason: string;

  @ApiProperty({
    ...{ type: String, format: 'date-time', nullable: true },
    description: 'When it ends by itself; null when somebody has to lift it.',
  })
  until: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({
    ...{ type: PersonDto, nullable: true },
    description: 'Null when nobody did, and for members of a workspace when a platform admin did.',
  })
  createdBy: PersonDto | null;
}

/** What keeps models from being called. */
export class ModelStopsDto {
  @ApiProperty({
    type: [ModelStopDto],
    description: 'All that are in force, wider ones too; the strictest first.',
  })
  items: ModelStopDto[];
}

/** The strictest stop that an agent is held by. */
export class ModelPauseDto {
  @ApiProperty({ enum: MODEL_STOP_SCOPES })
  scope: ModelStopScope;

  @ApiProperty({ enum: MODEL_STOP_KINDS })
  kind: ModelStopKind;

  @ApiProperty({ description: 'For a person; empty when none was given.' })
  reason: string;

  @ApiProperty({ format: 'date-time' })
  since: string;

  @ApiProperty({
    ...{ type: String, format: 'date-time', nullable: true },
    description: 'When it ends by itself; null when somebody has to lift it.',
  })
  until: string | null;
}

/** Why models are stopped. */
export class StopModelsDto {
  @ApiPropertyOptional({
    ...REASON,
    default: '',
    description: 'For a person. Shown to everybody whom it keeps from working, and told to their agents.',
  })
  @MayBeAbsent()
  @Trimmed()
  @Matches(/^[^\p{Cc}]*$/u, { message: '$property must not hold control characters' })
  @MaxLength(REASON.maxLength)
  @IsString()
  reason: string = '';
}
