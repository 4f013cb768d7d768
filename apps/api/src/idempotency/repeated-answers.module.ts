import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AgentsModule } from '../agents/agents.module';
import { DeploymentsModule } from '../deployments/deployments.module';
import { IdempotencyModule } from './idempotency.module';
import { RepeatableCallInterceptor } from './repeatable-call.interceptor';

/** Puts every changing call of the API under its `Idempotency-Key`. */
@Module({
  imports: [AgentsModule, DeploymentsModule, IdempotencyModule],
  providers: [{ provide: APP_INTERCEPTOR, useClass: RepeatableCallInterceptor }],
})
export class RepeatedAnswersModule {}
