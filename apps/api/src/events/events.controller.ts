import { isEventPosition } from '@nora/domain';
import { Actor, Authorize, SseStream, type Principal } from '@nora/http-kit';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { EventHub } from './event-hub';
import { EventsQueryDto } from './events-query.dto';

@ApiTags('Events')
@Controller('events')
export class EventsController {
  constructor(private readonly hub: EventHub) {}

  /**
   * Changes of agents, deployments, workspaces and their members, as server-sent events; `missed {count}` stands for
   * those that came faster than they were read.
   */
  @Get('stream')
  @Authorize('events:read')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Where to go on.' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Events whose `data` is JSON.' })
  async streamEvents(
    @Actor() actor: Principal,
    @Query() query: EventsQueryDto,
    @Headers('last-event-id') header: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const lastEventId = header !== undefined && isEventPosition(header) ? header : query.lastEventId;
    await this.hub.subscribe(actor, () => new SseStream(response), lastEventId ?? null);
  }
}
