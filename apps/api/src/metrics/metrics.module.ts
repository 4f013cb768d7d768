import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { LiveMetrics } from './live-metrics';
import { MetricMarksRepository } from './metric-marks.repository';
import { MetricsController } from './metrics.controller';
import { MetricsService } from './metrics.service';

@Module({
  imports: [AgentsModule],
  controllers: [MetricsController],
  providers: [LiveMetrics, MetricMarksRepository, MetricsService],
})
export class MetricsModule {}
