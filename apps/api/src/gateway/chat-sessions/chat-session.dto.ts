import { PageQueryDto } from '@nora/http-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { MayBeAbsent, Trimmed } from '../../core/transforms';

/** A conversation with an agent. */
export class ChatSessionDto {
  @ApiProperty({ description: 'Encode it in paths: it holds colons.' })
  key: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null where nobody has given it one.' })
  title: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The end of what was said last.' })
  preview: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  updatedAt: string | null;

  @ApiProperty({ description: 'Whether the agent is answering in it.' })
  running: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Provider and name of the model.' })
  model: string | null;
}

/** Conversations, those first in which something was said last. */
export class ChatSessionPageDto {
  @ApiProperty({ type: [ChatSessionDto] })
  items: ChatSessionDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ListChatSessionsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ maxLength: 100, description: 'Part of the title or the key.' })
  @IsOptional()
  @MaxLength(100)
  @IsString()
  q?: string;
}

export class RenameChatSessionDto {
  @ApiProperty({ minLength: 1, maxLength: 120 })
  @Length(1, 120)
  @Trimmed()
  @IsString()
  title: string;
}

export class AbortChatDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'One turn; all that goes on without it.' })
  @MayBeAbsent()
  @Length(1, 100)
  @IsString()
  runId?: string;
}

export class ChatAbortedDto {
  @ApiProperty({ description: 'Whether there was anything to abort.' })
  aborted: boolean;
}
