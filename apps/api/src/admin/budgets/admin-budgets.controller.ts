import { Actor, ApiProblems, Authorize, PageQueryDto, type Principal } from '@nora/http-kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { BudgetParam } from '../../budgets/budgets.controller';
import { BudgetsService } from '../../budgets/budgets.service';
import { BudgetDto, BudgetPageDto } from '../../budgets/dto/budget.dto';
import { ChangeBudgetDto, CreateFleetBudgetDto } from '../../budgets/dto/write-budget.dto';
import { UuidPipe } from '../../core/uuid.pipe';

/** They belong to no workspace. */
const FLEET = { workspaceId: null };

/** How much models may be used by all workspaces together. Periods are those of UTC. */
@ApiTags('Admin')
@Controller('admin/budgets')
export class AdminBudgetsController {
  constructor(private readonly budgets: BudgetsService) {}

  /** Budgets of the installation with their present periods, in the order in which they were made. */
  @Get()
  @Authorize('fleet-budgets:manage')
  @ApiOkResponse({ type: BudgetPageDto })
  listFleetBudgets(@Query() query: PageQueryDto): Promise<BudgetPageDto> {
    return this.budgets.list(FLEET, query);
  }

  /** Makes a budget that holds for everybody, and counts from now on. */
  @Post()
  @Authorize('fleet-budgets:manage')
  @ApiProblems('conflict')
  @ApiCreatedResponse({ type: BudgetDto })
  createFleetBudget(@Actor() actor: Principal, @Body() body: CreateFleetBudgetDto): Promise<BudgetDto> {
    return this.budgets.create(actor, FLEET, body);
  }

  /** A budget of the installation. */
  @Get(':budgetId')
  @BudgetParam()
  @Authorize('fleet-budgets:manage')
  @ApiOkResponse({ type: BudgetDto })
  getFleetBudget(@Param('budgetId', UuidPipe) budgetId: string): Promise<BudgetDto> {
    return this.budgets.get(FLEET, budgetId);
  }

  /** Changes a budget; that holds from the next call on. */
  @Patch(':budgetId')
  @BudgetParam()
  @Authorize('fleet-budgets:manage')
  @ApiOkResponse({ type: BudgetDto })
  changeFleetBudget(
    @Actor() actor: Principal,
    @Param('budgetId', UuidPipe) budgetId: string,
    @Body() body: ChangeBudgetDto,
  ): Promise<BudgetDto> {
    return this.budgets.change(actor, FLEET, budgetId, body);
  }

  /** Ends a budget with what it has counted. */
  @Delete(':budgetId')
  @BudgetParam()
  @HttpCode(204)
  @Authorize('fleet-budgets:manage')
  @ApiNoContentResponse({ description: 'There is no such budget any more.' })
  async deleteFleetBudget(
    @Actor() actor: Principal,
    @Param('budgetId', UuidPipe) budgetId: string,
  ): Promise<void> {
    await this.budgets.delete(actor, FLEET, budgetId);
  }
}
