import { Actor, ApiProblems, Authorize, SseStream, type WorkspaceActor } from '@nora/http-kit';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { StreamWatch } from '../access/stream-watch';
import { MetricSeriesDto } from './dto/metric-series.dto';
import { MetricsQueryDto } from './dto/metrics-query.dto';
import { LiveMetrics } from './live-metrics';
import { MetricsService } from './metrics.service';

@ApiTags('Metrics')
@Controller('agents/:agentId/metrics')
export class MetricsController {
  constructor(
    private readonly metrics: MetricsService,
    private readonly live: LiveMetrics,
    private readonly watch: StreamWatch,
  ) {}

  /** What an agent used over a time, in at most 400 steps: averages, and the highest where they hide it. */
  @Get()
  @Authorize('agents:metrics')
  @ApiOkResponse({ type: MetricSeriesDto })
  getAgentMetrics(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Query() query: MetricsQueryDto,
  ): Promise<MetricSeriesDto> {
    return this.metrics.history(actor, agentId, query);
  }

  /**
   * What an agent uses now, as server-sent events: `sample {at, values, missed}` about every two seconds, with values
   * under the names of the series; `stopped {at, missed}` when it does not run, and `failed {code, detail, missed}`
   * when its target does not tell. Both go on by themselves. `missed` counts what was too much for a slow reader.
   */
  @Get('stream')
  @Authorize('agents:metrics')
  @ApiProduces('text/event-stream')
  @ApiProblems('target_not_configured')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Events whose `data` is JSON.' })
  async streamAgentMetrics(
    @Actor() actor: WorkspaceActor,
    @Param('agentId') agentId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { access, handle } = await this.metrics.runtimeOf(actor, agentId);
    const stream = new SseStream(response);
    this.watch.add(stream, actor, 'agents:metrics');
    this.live.follow(access, handle, stream);
  }
}
