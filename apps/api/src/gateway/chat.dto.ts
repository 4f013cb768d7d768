import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';

/** One turn of a conversation. */
export class ChatDto {
  @ApiProperty({ minLength: 1, maxLength: 32_000 })
  @Length(1, 32_000)
  @IsString()
  message: string;

  @ApiPropertyOptional({
    pattern: '^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$',
    description: 'Conversation to go on with; `done` says which one it was. A new one without it.',
  })
  @IsOptional()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/)
  @IsString()
  sessionKey?: string;
}
