import type { MigrationInterface, QueryRunner } from 'typeorm';

const USED = `"calls" bigint NOT NULL DEFAULT 0, "failed" bigint NOT NULL DEFAULT 0, "refused" bigint NOT NULL DEFAULT 0, "unpriced" bigint NOT NULL DEFAULT 0, "input_tokens" bigint NOT NULL DEFAULT 0, "output_tokens" bigint NOT NULL DEFAULT 0, "cached_input_tokens" bigint NOT NULL DEFAULT 0, "reasoning_tokens" bigint NOT NULL DEFAULT 0, "cost_usd" numeric(20,6) NOT NULL DEFAULT 0`;
const OF = `"workspace_id" uuid NOT NULL, "agent_id" uuid NOT NULL, "provider_id" uuid NOT NULL, "provider_kind" text NOT NULL, "model" text NOT NULL`;

/**
 * Calls of models, each of them and summed up by the hour (UTC) and by the day of the workspace's calendar. The calls
 * are partitioned by day, which TypeORM does not know, so none of the tables has an entity. In the sums the built-in
 * demo has the nil UUID for a provider. They outlive the agents and providers they tell of.
 */
export class ModelCalls1795587200000 implements MigrationInterface {
  name = 'ModelCalls1795587200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "model_calls" ("id" uuid NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "workspace_id" uuid NOT NULL, "agent_id" uuid NOT NULL, "provider_id" uuid, "provider_kind" text NOT NULL, "model" text NOT NULL, "shape" text NOT NULL, "streamed" boolean NOT NULL, "outcome" text NOT NULL, "status" smallint, "error_code" text, "input_tokens" bigint, "output_tokens" bigint, "cached_input_tokens" bigint, "reasoning_tokens" bigint, "latency_ms" integer NOT NULL, "first_token_ms" integer, "cost_usd" numeric(20,6), "price_source" text NOT NULL, "attempts" jsonb NOT NULL DEFAULT '[]', CONSTRAINT "pk_model_calls" PRIMARY KEY ("id", "at"), CONSTRAINT "ck_model_calls_outcome" CHECK ("outcome" IN ('succeeded', 'failed', 'cancelled', 'cut', 'refused', 'lost')), CONSTRAINT "ck_model_calls_price_source" CHECK ("price_source" IN ('catalog', 'workspace', 'free', 'unknown'))) PARTITION BY RANGE ("at")`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_model_calls_agent_id_at" ON "model_calls" ("agent_id", "at", "id")`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_model_calls_workspace_id_at" ON "model_calls" ("workspace_id", "at", "id")`,
    );
    await queryRunner.query(
      `CREATE TABLE "model_usage_hours" ("hour" TIMESTAMP WITH TIME ZONE NOT NULL, ${OF}, ${USED}, CONSTRAINT "pk_model_usage_hours" PRIMARY KEY ("workspace_id", "hour", "agent_id", "provider_id", "model"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_model_usage_hours_hour" ON "model_usage_hours" USING brin ("hour") WITH (pages_per_range = 32)`,
    );
    await queryRunner.query(
      `CREATE TABLE "model_usage_days" ("day" date NOT NULL, ${OF}, ${USED}, CONSTRAINT "pk_model_usage_days" PRIMARY KEY ("workspace_id", "day", "agent_id", "provider_id", "model"))`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['model_usage_days', 'model_usage_hours', 'model_calls']) {
      await queryRunner.query(`DROP TABLE "${table}"`);
    }
  }
}
