import { ApiProperty } from '@nestjs/swagger';
import {
  CapableChannelDto,
  CapableJobDto,
  CapableModelDto,
  CapableSkillDto,
  CapableToolDto,
  UsageDayDto,
} from './capabilities.dto';

/** One kind of facts. They are asked for one by one: what a runtime refuses hides nothing else. */
abstract class CapabilitySection {
  @ApiProperty({ type: 'integer', description: 'How many there are beyond those that are listed.' })
  more: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why there is no list.' })
  reason: string | null;
}

export class ModelSectionDto extends CapabilitySection {
  @ApiProperty({ type: [CapableModelDto], nullable: true })
  items: CapableModelDto[] | null;
}

export class ToolSectionDto extends CapabilitySection {
  @ApiProperty({ type: [CapableToolDto], nullable: true })
  items: CapableToolDto[] | null;
}

export class SkillSectionDto extends CapabilitySection {
  @ApiProperty({ type: [CapableSkillDto], nullable: true })
  items: CapableSkillDto[] | null;
}

export class ChannelSectionDto extends CapabilitySection {
  @ApiProperty({ type: [CapableChannelDto], nullable: true })
  items: CapableChannelDto[] | null;
}

export class JobSectionDto extends CapabilitySection {
  @ApiProperty({ type: [CapableJobDto], nullable: true })
  items: CapableJobDto[] | null;
}

export class UsageSectionDto extends CapabilitySection {
  @ApiProperty({ type: [UsageDayDto], nullable: true, description: 'The last 30 days, the oldest first.' })
  items: UsageDayDto[] | null;

  @ApiProperty({ description: 'Whether the runtime has yet to count some of its conversations.' })
  counting: boolean;
}

/** What an agent can do and has done, as its runtime says. */
export class AgentCapabilitiesDto {
  @ApiProperty()
  models: ModelSectionDto;

  @ApiProperty()
  tools: ToolSectionDto;

  @ApiProperty()
  skills: SkillSectionDto;

  @ApiProperty()
  channels: ChannelSectionDto;

  @ApiProperty()
  jobs: JobSectionDto;

  @ApiProperty()
  usage: UsageSectionDto;
}
