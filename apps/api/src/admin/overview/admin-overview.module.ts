import { Module } from '@nestjs/common';
import { AdminOverviewController } from './admin-overview.controller';
import { AdminOverviewService } from './admin-overview.service';

@Module({ controllers: [AdminOverviewController], providers: [AdminOverviewService] })
export class AdminOverviewModule {}
