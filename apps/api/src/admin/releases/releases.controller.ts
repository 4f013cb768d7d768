import { ApiProblems, Authorize, NotRepeatable } from '@nora/http-kit';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ReleasesDto } from './releases.dto';
import { ReleasesService } from './releases.service';

@ApiTags('Admin')
@Controller('admin/releases')
export class ReleasesController {
  constructor(private readonly releases: ReleasesService) {}

  /** What runs, what is newer according to the feed, and how to get there. */
  @Get()
  @Authorize('platform:read')
  @ApiOkResponse({ type: ReleasesDto })
  getReleases(): Promise<ReleasesDto> {
    return this.releases.get();
  }

  /** Looks at the feed now. That it could not be read is part of the answer. */
  @Post('check')
  @HttpCode(200)
  @Authorize('releases:check')
  @NotRepeatable()
  @ApiProblems('operation_not_allowed')
  @ApiOkResponse({ type: ReleasesDto })
  checkReleases(): Promise<ReleasesDto> {
    return this.releases.check();
  }
}
