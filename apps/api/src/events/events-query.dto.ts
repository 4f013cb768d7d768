import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches } from 'class-validator';

/** Where to go on in the event log; the header `Last-Event-ID` says the same. */
export class EventsQueryDto {
  @ApiPropertyOptional({ description: '`id` of the last event that was seen.' })
  @IsOptional()
  @IsString()
  @Matches(/^\d{1,19}-\d{1,19}$/)
  lastEventId?: string;
}
