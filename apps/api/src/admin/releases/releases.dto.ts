import { ApiProperty } from '@nestjs/swagger';

/** A release that is newer than the one that runs. */
export class NewerReleaseDto {
  @ApiProperty()
  version: string;

  @ApiProperty({ type: String, format: 'date' })
  date: string;

  @ApiProperty({ description: 'Markdown or plain text. Comes from the feed: show it as text.' })
  notes: string;

  @ApiProperty({ description: 'Whether it closes a hole.' })
  security: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The oldest release that can be upgraded to it at once.',
  })
  upgradeFrom: string | null;

  @ApiProperty({ description: 'Whether the release that runs can be upgraded to it at once.' })
  reachable: boolean;
}

/** One thing to do for an upgrade. */
export class UpgradeStepDto {
  @ApiProperty()
  text: string;

  @ApiProperty({ type: [String] })
  commands: string[];
}

/** How one way of installing is upgraded. */
export class UpgradeGuideDto {
  @ApiProperty({ enum: ['embedded', 'compose', 'kubernetes'] })
  topology: 'embedded' | 'compose' | 'kubernetes';

  @ApiProperty({ type: [UpgradeStepDto] })
  steps: UpgradeStepDto[];
}

/** Where newer releases are learned of. */
export class ReleaseFeedDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null where no feed is set (`RELEASE_FEED_URL`).',
  })
  url: string | null;

  @ApiProperty({ type: 'integer', description: 'Hours between two looks.' })
  checkHours: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was last looked at.',
  })
  checkedAt: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What was wrong with the last look; null when it went well.',
  })
  problem: string | null;
}

/** What runs, what there is, and how to get there. */
export class ReleasesDto {
  @ApiProperty({ description: 'Release of the API that answers.' })
  version: string;

  @ApiProperty({ type: String, nullable: true })
  commit: string | null;

  @ApiProperty({ enum: ['embedded', 'compose', 'kubernetes'], type: String, nullable: true })
  topology: 'embedded' | 'compose' | 'kubernetes' | null;

  @ApiProperty({ type: ReleaseFeedDto })
  feed: ReleaseFeedDto;

  @ApiProperty({ type: [NewerReleaseDto], description: 'Newest first.' })
  newer: NewerReleaseDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The newest release that can be upgraded to at once.',
  })
  next: string | null;

  @ApiProperty({
    type: [UpgradeGuideDto],
    description: 'How to get to `next`: for the way this was installed, or for each where that is not known.',
  })
  guides: UpgradeGuideDto[];
}
