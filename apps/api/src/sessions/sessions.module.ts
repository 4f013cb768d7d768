import { Module } from '@nestjs/common';
import { SessionListService } from './session-list.service';
import { SessionsController } from './sessions.controller';

@Module({
  controllers: [SessionsController],
  providers: [SessionListService],
  exports: [SessionListService],
})
export class SessionsModule {}
