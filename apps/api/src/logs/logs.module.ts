import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { LogsController } from './logs.controller';
import { LogsService } from './logs.service';

@Module({ imports: [AgentsModule], controllers: [LogsController], providers: [LogsService] })
export class LogsModule {}
