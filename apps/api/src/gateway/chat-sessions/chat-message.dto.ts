import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { TokenUsage } from '../chat/token-usage';

export const CHAT_ROLES = ['user', 'assistant', 'tool', 'system'] as const;
export const CHAT_PARTS = ['text', 'thinking', 'tool-call', 'tool-result', 'attachment'] as const;

export type ChatRole = (typeof CHAT_ROLES)[number];
export type ChatPartType = (typeof CHAT_PARTS)[number];

/** Tokens that a message has cost. */
export class ChatUsageDto implements TokenUsage {
  @ApiProperty({ type: 'integer' })
  promptTokens: number;

  @ApiProperty({ type: 'integer' })
  completionTokens: number;

  @ApiProperty({ type: 'integer' })
  totalTokens: number;
}

/** A piece of a message. Which members it has depends on its type. */
export class ChatPartDto {
  @ApiProperty({ enum: CHAT_PARTS, enumName: 'ChatPartType' })
  type: ChatPartType;

  @ApiPropertyOptional({ description: 'Of text and thinking: Markdown, shortened where it is very long.' })
  text?: string;

  @ApiPropertyOptional({ description: 'Of tool calls and results: what belongs together.' })
  toolCallId?: string;

  @ApiPropertyOptional()
  toolName?: string;

  @ApiPropertyOptional({ description: 'Of a tool call: its arguments, as JSON.' })
  input?: string;

  @ApiPropertyOptional({ description: 'Of a tool result.' })
  output?: string;

  @ApiPropertyOptional({ description: 'Of a tool result.' })
  isError?: boolean;

  @ApiPropertyOptional({ description: 'Of an attachment.' })
  name?: string;

  @ApiPropertyOptional({ description: 'Of an attachment.' })
  mediaType?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'Of an attachment.' })
  sizeBytes?: number;
}

/** One message of a conversation. */
export class ChatMessageDto {
  @ApiProperty()
  id: string;

  @ApiProperty({ enum: CHAT_ROLES, enumName: 'ChatRole' })
  role: ChatRole;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  createdAt: string | null;

  @ApiPropertyOptional({ description: 'The turn it belongs to.' })
  runId?: string;

  @ApiProperty({ type: [ChatPartDto] })
  parts: ChatPartDto[];

  @ApiPropertyOptional({ type: ChatUsageDto })
  usage?: TokenUsage;

  @ApiPropertyOptional({ description: 'Why the model did not finish it.' })
  failure?: string;
}

/** Messages of a conversation, the oldest of them first; `nextCursor` leads to earlier ones. */
export class ChatMessagePageDto {
  @ApiProperty({ type: [ChatMessageDto] })
  items: ChatMessageDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
