import { Actor, ApiProblems, Authorize, type WorkspaceActor } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { UuidPipe } from '../core/uuid.pipe';
import { BudgetsService } from './budgets.service';
import { BudgetDto, BudgetPageDto, ListBudgetsQueryDto } from './dto/budget.dto';
import { ChangeBudgetDto, CreateBudgetDto } from './dto/write-budget.dto';

/** Names the budget of a path. */
export const BudgetParam = (): MethodDecorator => ApiParam({ name: 'budgetId', format: 'uuid' });

/** How much models may be used in a workspace. Those of the installation hold too, and are not shown here. */
@ApiTags('Budgets')
@ApiParam({ name: 'workspaceId', format: 'uuid' })
@Controller('workspaces/:workspaceId/budgets')
export class BudgetsController {
  constructor(private readonly budgets: BudgetsService) {}

  /** Budgets of a workspace and its agents with their present periods, in the order in which they were made. */
  @Get()
  @Authorize('budgets:read')
  @ApiOkResponse({ type: BudgetPageDto })
  listBudgets(@Actor() actor: WorkspaceActor, @Query() query: ListBudgetsQueryDto): Promise<BudgetPageDto> {
    return this.budgets.list(actor, query);
  }

  /** Makes a budget, which counts from now on. */
  @Post()
  @Authorize('budgets:manage')
  @ApiProblems('conflict')
  @ApiCreatedResponse({ type: BudgetDto })
  createBudget(@Actor() actor: WorkspaceActor, @Body() body: CreateBudgetDto): Promise<BudgetDto> {
    return this.budgets.create(actor, actor, body);
  }

  /** One budget of a workspace. */
  @Get(':budgetId')
  @BudgetParam()
  @Authorize('budgets:read')
  @ApiOkResponse({ type: BudgetDto })
  getBudget(
    @Actor() actor: WorkspaceActor,
    @Param('budgetId', UuidPipe) budgetId: string,
  ): Promise<BudgetDto> {
    return this.budgets.get(actor, budgetId);
  }

  /** Changes a budget; that holds from the next call on. */
  @Patch(':budgetId')
  @BudgetParam()
  @Authorize('budgets:manage')
  @ApiOkResponse({ type: BudgetDto })
  changeBudget(
    @Actor() actor: WorkspaceActor,
    @Param('budgetId', UuidPipe) budgetId: string,
    @Body() body: ChangeBudgetDto,
  ): Promise<BudgetDto> {
    return this.budgets.change(actor, actor, budgetId, body);
  }

  /** Ends a budget with what it has counted. */
  @Delete(':budgetId')
  @BudgetParam()
  @HttpCode(204)
  @Authorize('budgets:manage')
  @ApiNoContentResponse({ description: 'There is no such budget any more.' })
  async deleteBudget(
    @Actor() actor: WorkspaceActor,
    @Param('budgetId', UuidPipe) budgetId: string,
  ): Promise<void> {
    await this.budgets.delete(actor, actor, budgetId);
  }
}
