import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LEDGER_FUNCTIONS } from './model-ledger/functions';

/** What admits calls of models, and books them: functions, so that each is one round trip (ADR 0029). */
export class ModelLedger1795587300000 implements MigrationInterface {
  name = 'ModelLedger1795587300000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE "budget_windows" ADD "id" uuid NOT NULL DEFAULT gen_random_uuid(), ADD "untold" boolean NOT NULL DEFAULT false, ADD "spent_told_at" TIMESTAMP WITH TIME ZONE`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_budget_windows_id" ON "budget_windows"  ("id") `);
    await queryRunner.query(
      `CREATE INDEX "ix_budget_windows_untold" ON "budget_windows"  ("budget_id") WHERE "untold"`,
    );
    // The row of the present period is written with every call.
    await queryRunner.query(`ALTER TABLE "budget_windows" SET (fillfactor = 50)`);
    await queryRunner.query(`ALTER TABLE "model_reservations" ADD "streamed" boolean NOT NULL DEFAULT false`);
    await queryRunner.query(`ALTER TABLE "model_reservations" ALTER COLUMN "streamed" DROP DEFAULT`);
    await queryRunner.query(
      `CREATE TYPE "settled_model_call" AS ("id" uuid, "at" timestamptz, "workspace_id" uuid, "agent_id" uuid, "provider_id" uuid, "provider_kind" text, "model" text, "shape" text, "streamed" boolean, "outcome" text, "status" smallint, "error_code" text, "input_tokens" bigint, "output_tokens" bigint, "cached_input_tokens" bigint, "reasoning_tokens" bigint, "latency_ms" integer, "first_token_ms" integer, "cost_usd" numeric, "price_source" text, "attempts" jsonb, "times" bigint, "amounts" jsonb, "reserved_provider_id" uuid, "reserved_kind" text, "reserved_model" text, "reserved_tokens" bigint, "reserved_cost_usd" numeric)`,
    );
    for (const { statement } of LEDGER_FUNCTIONS) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { name } of [...LEDGER_FUNCTIONS].reverse()) {
      await queryRunner.query(`DROP FUNCTION "${name}"`);
    }
    await queryRunner.query(`DROP TYPE "settled_model_call"`);
    await queryRunner.query(`ALTER TABLE "model_reservations" DROP COLUMN "streamed"`);
    await queryRunner.query(`ALTER TABLE "budget_windows" RESET (fillfactor)`);
    await queryRunner.query(`DROP INDEX "public"."ix_budget_windows_untold"`);
    await queryRunner.query(`DROP INDEX "public"."uq_budget_windows_id"`);
    await queryRunner.query(
      `ALTER TABLE "budget_windows" DROP COLUMN "spent_told_at", DROP COLUMN "untold", DROP COLUMN "id"`,
    );
  }
}
