import { Module } from '@nestjs/common';
import { ModelStopsModule } from '../../model-stops/model-stops.module';
import { AdminModelStopController } from './admin-model-stop.controller';

@Module({ imports: [ModelStopsModule], controllers: [AdminModelStopController] })
export class AdminModelStopsModule {}
