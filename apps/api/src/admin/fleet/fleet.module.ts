import { Module } from '@nestjs/common';
import { AgentsModule } from '../../agents/agents.module';
import { FleetController } from './fleet.controller';
import { FleetRepository } from './fleet.repository';
import { FleetService } from './fleet.service';

@Module({
  imports: [AgentsModule],
  controllers: [FleetController],
  providers: [FleetRepository, FleetService],
})
export class FleetModule {}
