import { MetricsSettings } from '@nora/config';
import { readMetricSeries } from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import type { RuntimeAccess, RuntimeHandle } from '@nora/runtime-adapters';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AgentRow } from '../agents/agents.repository';
import { AgentsService } from '../agents/agents.service';
import { LiveSettings } from '../core/live-settings';
import { RuntimeAdapters } from '../core/runtime-adapters';
import type { MetricSeriesDto } from './dto/metric-series.dto';
import type { MetricsQueryDto } from './dto/metrics-query.dto';
import { MetricMarksRepository } from './metric-marks.repository';
import { metricWindow } from './metric-window';
import { toMetricSeriesDto, type MetricLimits } from './metrics.mapper';

const MEBIBYTE = 1_048_576;
const GIBIBYTE = 1_073_741_824;

/** What agents use, now and before. */
@Injectable()
export class MetricsService {
  constructor(
    private readonly agents: AgentsService,
    private readonly marks: MetricMarksRepository,
    private readonly adapters: RuntimeAdapters,
    private readonly metering: MetricsSettings,
    private readonly settings: LiveSettings,
    private readonly dataSource: DataSource,
  ) {}

  /** @throws DomainError `not_found`, `validation_failed` */
  async history(
    { workspaceId }: WorkspaceActor,
    agentId: string,
    query: MetricsQueryDto,
  ): Promise<MetricSeriesDto> {
    const { metricSampleDays: sampleDays, metricMinuteDays: minuteDays } = await this.settings.get();
    const { sampleSeconds } = this.metering;
    const window = metricWindow(query, new Date(), { sampleSeconds, sampleDays, minuteDays });
    const agent = await this.agents.find(workspaceId, agentId);
    const [points, marks, limits] = await Promise.all([
      readMetricSeries(this.dataSource, { ...window, agentId }),
      this.marks.deployments(workspaceId, agentId, window.from, window.to),
      this.limitsOf(agent),
    ]);
    return toMetricSeriesDto(window, points, limits, marks);
  }

  /**
   * The runtime of an agent, to be watched.
   * @throws DomainError `not_found`, `target_not_configured`
   */
  async runtimeOf(
    { workspaceId }: WorkspaceActor,
    agentId: string,
  ): Promise<{ access: RuntimeAccess; handle: RuntimeHandle }> {
    const { deploy_target: target } = await this.agents.find(workspaceId, agentId);
    const access = this.adapters.for(target);
    return { access, handle: access.handleFor(agentId) };
  }

  /** A limit that its target only notes down is none. A target that does not answer keeps nobody from the history. */
  private async limitsOf({ deploy_target: target, vcpu, ram_mb, disk_gb }: AgentRow): Promise<MetricLimits> {
    const access = this.adapters.all().find((adapter) => adapter.target === target);
    const capabilities = await access?.capabilities().catch(() => null);
    if (!capabilities) return {};
    return {
      ...(capabilities.cpu === 'enforced' ? { cpu: vcpu * 100 } : {}),
      ...(capabilities.memory === 'enforced' ? { memory: ram_mb * MEBIBYTE } : {}),
      ...(capabilities.disk === 'enforced' && disk_gb !== null ? { disk: disk_gb * GIBIBYTE } : {}),
    };
  }
}
