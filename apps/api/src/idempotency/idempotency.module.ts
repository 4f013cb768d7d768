import { Module } from '@nestjs/common';
import { IdempotencyStore } from './idempotency.store';
import { RepeatableCalls } from './repeatable-calls';

/** Calls that may be repeated under an `Idempotency-Key`. */
@Module({ providers: [IdempotencyStore, RepeatableCalls], exports: [RepeatableCalls] })
export class IdempotencyModule {}
