import { Module } from '@nestjs/common';
import { ReleaseFeed } from './release-feed';
import { ReleasesController } from './releases.controller';
import { ReleasesService } from './releases.service';

@Module({
  controllers: [ReleasesController],
  providers: [ReleaseFeed, ReleasesService],
  exports: [ReleasesService],
})
export class ReleasesModule {}
