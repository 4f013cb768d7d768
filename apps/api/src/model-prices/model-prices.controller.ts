import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { UuidPipe } from '../core/uuid.pipe';
import { ListModelPricesQueryDto, ModelPriceDto, ModelPricePageDto } from './dto/model-price.dto';
import { ChangeModelPriceDto, CreateModelPriceDto } from './dto/write-model-price.dto';
import { ModelPricesService } from './model-prices.service';

const PriceParam = (): MethodDecorator => ApiParam({ name: 'priceId', format: 'uuid' });

/** What a workspace says models cost, where the price list does not know it or is wrong for it. */
@ApiTags('Providers')
@ApiParam({ name: 'workspaceId', format: 'uuid' })
@Controller('workspaces/:workspaceId/model-prices')
export class ModelPricesController {
  constructor(private readonly prices: ModelPricesService) {}

  /** Prices of a workspace's own, in the order in which they were set. */
  @Get()
  @Authorize('providers:read')
  @ApiOkResponse({ type: ModelPricePageDto })
  listModelPrices(
    @Actor() { workspaceId }: WorkspaceActor,
    @Query() query: ListModelPricesQueryDto,
  ): Promise<ModelPricePageDto> {
    return this.prices.list(workspaceId, query);
  }

  /** Sets what a model costs, from the next call on. What was booked stays as it is. */
  @Post()
  @Authorize('providers:manage')
  @ApiProblems('unknown_provider', 'conflict')
  @ApiCreatedResponse({ type: ModelPriceDto })
  createModelPrice(
    @Actor() actor: WorkspaceActor,
    @Body() body: CreateModelPriceDto,
  ): Promise<ModelPriceDto> {
    return this.prices.create(actor, body);
  }

  /** Changes what a model costs, from the next call on. */
  @Patch(':priceId')
  @PriceParam()
  @Authorize('providers:manage')
  @ApiOkResponse({ type: ModelPriceDto })
  changeModelPrice(
    @Actor() actor: WorkspaceActor,
    @Param('priceId', UuidPipe) priceId: string,
    @Body() body: ChangeModelPriceDto,
  ): Promise<ModelPriceDto> {
    return this.prices.change(actor, priceId, body);
  }

  /** Removes a price, so that the price list holds again. */
  @Delete(':priceId')
  @PriceParam()
  @HttpCode(204)
  @Authorize('providers:manage')
  @ApiNoContentResponse({ description: 'The price list holds again.' })
  async deleteModelPrice(
    @Actor() actor: WorkspaceActor,
    @Param('priceId', UuidPipe) priceId: string,
  ): Promise<void> {
    await this.prices.delete(actor, priceId);
  }
}
