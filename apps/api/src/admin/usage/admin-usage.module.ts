import { Module } from '@nestjs/common';
import { UsageModule } from '../../usage/usage.module';
import { AdminUsageController } from './admin-usage.controller';

@Module({ imports: [UsageModule], controllers: [AdminUsageController] })
export class AdminUsageModule {}
