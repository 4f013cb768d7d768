import { Authorize } from '@nora/http-kit';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CatalogDto } from './catalog.dto';
import { CatalogService } from './catalog.service';

@ApiTags('Catalog')
@Controller('catalog')
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  /** Everything that can be chosen when an agent is deployed, and why not. */
  @Get()
  @Authorize('catalog:read')
  @ApiOkResponse({ type: CatalogDto })
  getCatalog(): Promise<CatalogDto> {
    return this.catalog.get();
  }
}
