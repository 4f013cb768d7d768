import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Providers of models, which agent talks to which, what may be spent, and what is set aside for calls under way.
 * Agents that are there already talk to the built-in demo.
 */
export class Models1795587116966 implements MigrationInterface {
  name = 'Models1795587116966';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "model_providers" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "workspace_id" uuid NOT NULL, "name" text NOT NULL, "kind" text NOT NULL, "base_url" text, "api_key" text, "key_hint" text, "key_changed_at" TIMESTAMP WITH TIME ZONE, "enabled" boolean NOT NULL DEFAULT true, "is_default" boolean NOT NULL DEFAULT false, "default_model" text NOT NULL, "tested_at" TIMESTAMP WITH TIME ZONE, "test_fault" text, "created_by_id" uuid, CONSTRAINT "ck_model_providers_kind" CHECK ("kind" IN ('anthropic', 'openai', 'google', 'groq', 'mistral', 'deepseek', 'openrouter', 'together', 'cohere', 'xai', 'moonshot', 'zai', 'ollama', 'minimax', 'huggingface', 'cerebras', 'nvidia', 'azure-foundry', 'openai-compatible')), CONSTRAINT "pk_model_providers" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_model_providers_workspace_id_id" ON "model_providers"  ("workspace_id", "id") `,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_model_providers_default" ON "model_providers"  ("workspace_id") WHERE "is_default"`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_model_providers_workspace_id_name" ON "model_providers"  ("workspace_id", "name") `,
    );
    await queryRunner.query(
      `CREATE TABLE "agent_models" ("agent_id" uuid NOT NULL, "provider_id" uuid, "model" text NOT NULL, "fallbacks" jsonb NOT NULL DEFAULT '[]', "delivery" text NOT NULL DEFAULT 'gateway', "loop_action" text NOT NULL DEFAULT 'event', "loop_times" integer NOT NULL DEFAULT '20', "loop_minutes" integer NOT NULL DEFAULT '10', "revision" integer NOT NULL DEFAULT '1', "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "ck_agent_models_loop" CHECK ("loop_times" > 1 AND "loop_minutes" > 0), CONSTRAINT "ck_agent_models_loop_action" CHECK ("loop_action" IN ('off', 'event', 'pause')), CONSTRAINT "ck_agent_models_delivery" CHECK ("delivery" IN ('gateway', 'direct')), CONSTRAINT "pk_agent_models" PRIMARY KEY ("agent_id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_agent_models_provider_id" ON "agent_models"  ("provider_id") WHERE "provider_id" IS NOT NULL`,
    );
    await queryRunner.query(
      `CREATE TABLE "agent_secrets" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "agent_id" uuid NOT NULL, "name" text NOT NULL, "value" text NOT NULL, "changed_by_id" uuid, CONSTRAINT "pk_agent_secrets" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_agent_secrets_agent_id_name" ON "agent_secrets"  ("agent_id", "name") `,
    );
    await queryRunner.query(
      `CREATE TABLE "budgets" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "workspace_id" uuid, "agent_id" uuid, "name" text NOT NULL, "unit" text NOT NULL, "amount" numeric(20,6) NOT NULL, "period" text NOT NULL, "thresholds" smallint array NOT NULL DEFAULT '{80}', "action" text NOT NULL DEFAULT 'refuse', "enabled" boolean NOT NULL DEFAULT true, "created_by_id" uuid, CONSTRAINT "ck_budgets_of" CHECK ("agent_id" IS NULL OR "workspace_id" IS NOT NULL), CONSTRAINT "ck_budgets_amount" CHECK ("amount" > 0), CONSTRAINT "ck_budgets_action" CHECK ("action" IN ('refuse', 'pause')), CONSTRAINT "ck_budgets_period" CHECK ("period" IN ('hour', 'day', 'week', 'month', 'total')), CONSTRAINT "ck_budgets_unit" CHECK ("unit" IN ('usd', 'tokens')), CONSTRAINT "pk_budgets" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_budgets_agent_id" ON "budgets"  ("agent_id") WHERE "agent_id" IS NOT NULL`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_budgets_workspace_id_id" ON "budgets"  ("workspace_id", "id") `,
    );
    await queryRunner.query(
      `CREATE TABLE "budget_windows" ("budget_id" uuid NOT NULL, "starts_at" TIMESTAMP WITH TIME ZONE NOT NULL, "ends_at" TIMESTAMP WITH TIME ZONE, "spent" numeric(20,6) NOT NULL DEFAULT '0', "reserved" numeric(20,6) NOT NULL DEFAULT '0', "told" smallint NOT NULL DEFAULT '0', CONSTRAINT "pk_budget_windows" PRIMARY KEY ("budget_id", "starts_at"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "model_gateway_holders" ("id" uuid NOT NULL, "seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_model_gateway_holders" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "model_prices" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "workspace_id" uuid NOT NULL, "provider_id" uuid NOT NULL, "model" text NOT NULL, "input_per_million" numeric(20,6) NOT NULL, "output_per_million" numeric(20,6) NOT NULL, "cached_input_per_million" numeric(20,6), CONSTRAINT "pk_model_prices" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_model_prices_workspace_id_id" ON "model_prices"  ("workspace_id", "id") `,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_model_prices_provider_id_model" ON "model_prices"  ("provider_id", "model") `,
    );
    await queryRunner.query(
      `CREATE TABLE "model_reservations" ("id" uuid NOT NULL, "agent_id" uuid NOT NULL, "workspace_id" uuid NOT NULL, "holder_id" uuid NOT NULL, "provider_id" uuid, "provider_kind" text NOT NULL, "model" text NOT NULL, "shape" text NOT NULL, "tokens" bigint NOT NULL, "cost_usd" numeric(20,6), "amounts" jsonb NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_model_reservations" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_model_reservations_agent_id" ON "model_reservations"  ("agent_id") `,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_model_reservations_holder_id" ON "model_reservations"  ("holder_id") `,
    );
    await queryRunner.query(
      `CREATE TABLE "model_stops" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "scope" text NOT NULL, "workspace_id" uuid, "agent_id" uuid, "kind" text NOT NULL, "reason" text NOT NULL, "until" TIMESTAMP WITH TIME ZONE, "created_by_id" uuid, CONSTRAINT "ck_model_stops_of" CHECK (("scope" = 'installation') = ("workspace_id" IS NULL) AND ("scope" = 'agent') = ("agent_id" IS NOT NULL)), CONSTRAINT "ck_model_stops_kind" CHECK ("kind" IN ('kill', 'budget', 'loop')), CONSTRAINT "ck_model_stops_scope" CHECK ("scope" IN ('agent', 'workspace', 'installation')), CONSTRAINT "pk_model_stops" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_model_stops_installation_kind" ON "model_stops"  ("kind") WHERE "scope" = 'installation'`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_model_stops_workspace_id_kind" ON "model_stops"  ("workspace_id", "kind") WHERE "scope" = 'workspace'`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_model_stops_agent_id_kind" ON "model_stops"  ("agent_id", "kind") WHERE "scope" = 'agent'`,
    );
    await queryRunner.query(`ALTER TABLE "workspaces" ADD "time_zone" text NOT NULL DEFAULT 'UTC'`);
    await queryRunner.query(`ALTER TABLE "workspaces" ADD "unknown_price" text NOT NULL DEFAULT 'allow'`);
    await queryRunner.query(`ALTER TABLE "agents" ADD "redeploy_wanted_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(
      `ALTER TABLE "workspaces" ADD CONSTRAINT "ck_workspaces_unknown_price" CHECK ("unknown_price" IN ('allow', 'refuse'))`,
    );
    await queryRunner.query(
      `ALTER TABLE "model_providers" ADD CONSTRAINT "fk_model_providers_workspace_id" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "model_providers" ADD CONSTRAINT "fk_model_providers_created_by_id" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "agent_models" ADD CONSTRAINT "fk_agent_models_agent_id" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "agent_models" ADD CONSTRAINT "fk_agent_models_provider_id" FOREIGN KEY ("provider_id") REFERENCES "model_providers"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "agent_secrets" ADD CONSTRAINT "fk_agent_secrets_agent_id" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "agent_secrets" ADD CONSTRAINT "fk_agent_secrets_changed_by_id" FOREIGN KEY ("changed_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "budgets" ADD CONSTRAINT "fk_budgets_workspace_id" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "budgets" ADD CONSTRAINT "fk_budgets_agent_id" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "budgets" ADD CONSTRAINT "fk_budgets_created_by_id" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "budget_windows" ADD CONSTRAINT "fk_budget_windows_budget_id" FOREIGN KEY ("budget_id") REFERENCES "budgets"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "model_prices" ADD CONSTRAINT "fk_model_prices_workspace_id" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "model_prices" ADD CONSTRAINT "fk_model_prices_provider_id" FOREIGN KEY ("provider_id") REFERENCES "model_providers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "model_stops" ADD CONSTRAINT "fk_model_stops_workspace_id" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "model_stops" ADD CONSTRAINT "fk_model_stops_agent_id" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "model_stops" ADD CONSTRAINT "fk_model_stops_created_by_id" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `INSERT INTO "agent_models" ("agent_id", "model") SELECT "id", 'demo-1' FROM "agents"`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "model_stops" DROP CONSTRAINT "fk_model_stops_created_by_id"`);
    await queryRunner.query(`ALTER TABLE "model_stops" DROP CONSTRAINT "fk_model_stops_agent_id"`);
    await queryRunner.query(`ALTER TABLE "model_stops" DROP CONSTRAINT "fk_model_stops_workspace_id"`);
    await queryRunner.query(`ALTER TABLE "model_prices" DROP CONSTRAINT "fk_model_prices_provider_id"`);
    await queryRunner.query(`ALTER TABLE "model_prices" DROP CONSTRAINT "fk_model_prices_workspace_id"`);
    await queryRunner.query(`ALTER TABLE "budget_windows" DROP CONSTRAINT "fk_budget_windows_budget_id"`);
    await queryRunner.query(`ALTER TABLE "budgets" DROP CONSTRAINT "fk_budgets_created_by_id"`);
    await queryRunner.query(`ALTER TABLE "budgets" DROP CONSTRAINT "fk_budgets_agent_id"`);
    await queryRunner.query(`ALTER TABLE "budgets" DROP CONSTRAINT "fk_budgets_workspace_id"`);
    await queryRunner.query(`ALTER TABLE "agent_secrets" DROP CONSTRAINT "fk_agent_secrets_changed_by_id"`);
    await queryRunner.query(`ALTER TABLE "agent_secrets" DROP CONSTRAINT "fk_agent_secrets_agent_id"`);
    await queryRunner.query(`ALTER TABLE "agent_models" DROP CONSTRAINT "fk_agent_models_provider_id"`);
    await queryRunner.query(`ALTER TABLE "agent_models" DROP CONSTRAINT "fk_agent_models_agent_id"`);
    await queryRunner.query(
      `ALTER TABLE "model_providers" DROP CONSTRAINT "fk_model_providers_created_by_id"`,
    );
    await queryRunner.query(
      `ALTER TABLE "model_providers" DROP CONSTRAINT "fk_model_providers_workspace_id"`,
    );
    await queryRunner.query(`ALTER TABLE "workspaces" DROP CONSTRAINT "ck_workspaces_unknown_price"`);
    await queryRunner.query(`ALTER TABLE "agents" DROP COLUMN "redeploy_wanted_at"`);
    await queryRunner.query(`ALTER TABLE "workspaces" DROP COLUMN "unknown_price"`);
    await queryRunner.query(`ALTER TABLE "workspaces" DROP COLUMN "time_zone"`);
    await queryRunner.query(`DROP INDEX "public"."uq_model_stops_agent_id_kind"`);
    await queryRunner.query(`DROP INDEX "public"."uq_model_stops_workspace_id_kind"`);
    await queryRunner.query(`DROP INDEX "public"."uq_model_stops_installation_kind"`);
    await queryRunner.query(`DROP TABLE "model_stops"`);
    await queryRunner.query(`DROP INDEX "public"."ix_model_reservations_holder_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_model_reservations_agent_id"`);
    await queryRunner.query(`DROP TABLE "model_reservations"`);
    await queryRunner.query(`DROP INDEX "public"."uq_model_prices_provider_id_model"`);
    await queryRunner.query(`DROP INDEX "public"."ix_model_prices_workspace_id_id"`);
    await queryRunner.query(`DROP TABLE "model_prices"`);
    await queryRunner.query(`DROP TABLE "model_gateway_holders"`);
    await queryRunner.query(`DROP TABLE "budget_windows"`);
    await queryRunner.query(`DROP INDEX "public"."ix_budgets_workspace_id_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_budgets_agent_id"`);
    await queryRunner.query(`DROP TABLE "budgets"`);
    await queryRunner.query(`DROP INDEX "public"."uq_agent_secrets_agent_id_name"`);
    await queryRunner.query(`DROP TABLE "agent_secrets"`);
    await queryRunner.query(`DROP INDEX "public"."ix_agent_models_provider_id"`);
    await queryRunner.query(`DROP TABLE "agent_models"`);
    await queryRunner.query(`DROP INDEX "public"."uq_model_providers_workspace_id_name"`);
    await queryRunner.query(`DROP INDEX "public"."uq_model_providers_default"`);
    await queryRunner.query(`DROP INDEX "public"."ix_model_providers_workspace_id_id"`);
    await queryRunner.query(`DROP TABLE "model_providers"`);
  }
}
