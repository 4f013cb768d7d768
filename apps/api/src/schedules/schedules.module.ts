import { Module } from '@nestjs/common';
import { SchedulesController } from './schedules.controller';
import { SchedulesReader } from './schedules.reader';
import { SchedulesRepository } from './schedules.repository';
import { SchedulesService } from './schedules.service';

@Module({
  controllers: [SchedulesController],
  providers: [SchedulesReader, SchedulesRepository, SchedulesService],
})
export class SchedulesModule {}
