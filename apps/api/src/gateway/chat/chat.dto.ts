import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { MayBeAbsent } from '../../core/transforms';
import { ATTACHMENT_BASE64_LIMIT, ATTACHMENT_COUNT, MEDIA_TYPE } from './attachments';
import { IsEncoded } from './is-encoded';
import { SESSION_KEY } from './session-key';

/** A picture or a file beside a message. */
export class ChatAttachmentDto {
  @ApiProperty({ minLength: 1, maxLength: 200 })
  @Length(1, 200)
  @IsString()
  name: string;

  @ApiProperty({ pattern: MEDIA_TYPE.source, example: 'image/png' })
  @Matches(MEDIA_TYPE)
  @IsString()
  mediaType: string;

  @ApiProperty({ format: 'byte', minLength: 4, maxLength: ATTACHMENT_BASE64_LIMIT })
  @IsEncoded()
  @Length(4, ATTACHMENT_BASE64_LIMIT)
  @IsString()
  base64: string;
}

/** One turn of a conversation. */
export class ChatDto {
  @ApiProperty({ maxLength: 32_000, description: 'May be empty where something is attached.' })
  @MaxLength(32_000)
  @IsString()
  message: string;

  @ApiPropertyOptional({
    pattern: SESSION_KEY.source,
    description: 'Conversation to go on with; `start` says which one it is. A new one without it.',
  })
  @IsOptional()
  @Matches(SESSION_KEY)
  @IsString()
  sessionKey?: string;

  @ApiPropertyOptional({
    type: [ChatAttachmentDto],
    maxItems: ATTACHMENT_COUNT,
    description: 'At most 8 MiB together. The model sees pictures and the text of text files.',
  })
  @MayBeAbsent()
  @ValidateNested({ each: true })
  @Type(() => ChatAttachmentDto)
  @ArrayMaxSize(ATTACHMENT_COUNT)
  @IsArray()
  attachments?: ChatAttachmentDto[];

  @ApiPropertyOptional({
    default: false,
    description: 'Whether the turn goes on when this answer is no longer read. It is aborted otherwise.',
  })
  @MayBeAbsent()
  @IsBoolean()
  detached?: boolean;
}
