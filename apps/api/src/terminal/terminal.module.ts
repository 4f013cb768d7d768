import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module';
import { OpenTerminals } from './open-terminals';
import { TerminalController } from './terminal.controller';
import { TerminalsService } from './terminals.service';

@Module({
  imports: [AgentsModule],
  controllers: [TerminalController],
  providers: [OpenTerminals, TerminalsService],
})
export class TerminalModule {}
