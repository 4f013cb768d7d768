import { ApiProperty } from '@nestjs/swagger';
import {
  CHANNEL_STATES,
  JOB_OUTCOMES,
  JOB_TRIGGERS,
  MODEL_FAULTS,
  MODEL_INPUTS,
  SKILL_NEEDS,
  SKILL_STATES,
  TOOL_RISKS,
  type ChannelState,
  type JobOutcome,
  type JobTrigger,
  type ModelFault,
  type ModelInput,
  type SkillNeed,
  type SkillState,
  type ToolRisk,
} from './capability-words';

/** A model that the agent may be asked to use. */
export class CapableModelDto {
  @ApiProperty()
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  provider: string;

  @ApiProperty({ description: 'Whether it is used unless something else is said.' })
  isDefault: boolean;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Null where the runtime does not say.' })
  available: boolean | null;

  @ApiProperty({ enum: MODEL_FAULTS, enumName: 'ModelFault', nullable: true, type: String })
  fault: ModelFault | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Tokens.' })
  contextWindow: number | null;

  @ApiProperty({ description: 'Whether it can think before it answers.' })
  reasoning: boolean;

  @ApiProperty({ enum: MODEL_INPUTS, enumName: 'ModelInput', isArray: true })
  inputs: ModelInput[];
}

/** A tool that the runtime knows. Whether a conversation may use it is for the runtime's configuration to say. */
export class CapableToolDto {
  @ApiProperty()
  id: string;

  @ApiProperty()
  label: string;

  @ApiProperty()
  description: string;

  @ApiProperty({ description: 'What kind of tool it is, as the runtime calls it.' })
  group: string;

  @ApiProperty({ type: String, nullable: true, description: 'The plugin that brings it.' })
  plugin: string | null;

  @ApiProperty({ description: 'Whether it is off until somebody allows it.' })
  optional: boolean;

  @ApiProperty({ enum: TOOL_RISKS, enumName: 'ToolRisk', nullable: true, type: String })
  risk: ToolRisk | null;
}

/** What keeps a skill from being used. Names, never values. */
export class SkillNeedDto {
  @ApiProperty({ enum: SKILL_NEEDS, enumName: 'SkillNeed' })
  kind: SkillNeed;

  @ApiProperty()
  name: string;
}

/** Something that the agent has written instructions for. */
export class CapableSkillDto {
  @ApiProperty()
  name: string;

  @ApiProperty()
  description: string;

  @ApiProperty({ description: 'Whether it comes with the runtime.' })
  bundled: boolean;

  @ApiProperty({ enum: SKILL_STATES, enumName: 'SkillState' })
  state: SkillState;

  @ApiProperty({ type: [SkillNeedDto] })
  needs: SkillNeedDto[];
}

/** An account by which people reach the agent; null where the channel has none. */
export class CapableChannelDto {
  @ApiProperty()
  id: string;

  @ApiProperty()
  label: string;

  @ApiProperty({ type: String, nullable: true })
  account: string | null;

  @ApiProperty({ enum: CHANNEL_STATES, enumName: 'ChannelState' })
  state: ChannelState;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastReceivedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastSentAt: string | null;
}

/** What the runtime does by its own clock, beside the schedules of Nora. What is said to the agent is not shown. */
export class CapableJobDto {
  @ApiProperty()
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  enabled: boolean;

  @ApiProperty()
  running: boolean;

  @ApiProperty({ enum: JOB_TRIGGERS, enumName: 'JobTrigger' })
  trigger: JobTrigger;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Of `at`.' })
  at: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Of `every`.' })
  everySeconds: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of `cron`.' })
  cron: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of `cron`; null: that of the runtime.' })
  timeZone: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextRunAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastRunAt: string | null;

  @ApiProperty({ enum: JOB_OUTCOMES, enumName: 'JobOutcome', nullable: true, type: String })
  lastOutcome: JobOutcome | null;
}

/** What the models cost on one day, as the runtime counts. */
export class UsageDayDto {
  @ApiProperty({ format: 'date', description: 'In UTC.' })
  date: string;

  @ApiProperty({ type: 'integer' })
  inputTokens: number;

  @ApiProperty({ type: 'integer' })
  outputTokens: number;

  @ApiProperty({ type: 'integer', description: 'Read from or written to the cache of a provider.' })
  cachedTokens: number;

  @ApiProperty({ type: 'integer' })
  totalTokens: number;

  @ApiProperty({ description: 'US dollars.' })
  costUsd: number;

  @ApiProperty({ type: 'integer', description: 'Answers whose price the runtime does not know.' })
  unpriced: number;
}
