import { Module } from '@nestjs/common';
import { BudgetsModule } from '../../budgets/budgets.module';
import { AdminBudgetsController } from './admin-budgets.controller';

@Module({ imports: [BudgetsModule], controllers: [AdminBudgetsController] })
export class AdminBudgetsModule {}
