import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cancellation, turns, versions, drift, kept data and repeatable calls. */
export class LifecycleDriftAndIdempotency1795455366786 implements MigrationInterface {
  name = 'LifecycleDriftAndIdempotency1795455366786';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "public"."ix_deployments_active"`);
    await queryRunner.query(
      `CREATE TABLE "idempotency_keys" ("principal_id" uuid NOT NULL, "key" text NOT NULL, "fingerprint" text NOT NULL, "owner_token" uuid NOT NULL, "locked_until" TIMESTAMP WITH TIME ZONE NOT NULL, "effect" jsonb, "status" integer, "answer" jsonb, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_idempotency_keys" PRIMARY KEY ("principal_id", "key"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_idempotency_keys_created_at" ON "idempotency_keys"  ("created_at") `,
    );
    await queryRunner.query(`ALTER TABLE "agents" ADD "drift_policy" text NOT NULL DEFAULT 'heal'`);
    await queryRunner.query(`ALTER TABLE "agents" ADD "drift" jsonb`);
    await queryRunner.query(`ALTER TABLE "agents" ADD "storage_created_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "agents" ADD "imported_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "agents" ADD "data_kept_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "deployments" ADD "faults" integer NOT NULL DEFAULT '0'`);
    await queryRunner.query(`ALTER TABLE "deployments" ADD "turn" integer NOT NULL DEFAULT '0'`);
    await queryRunner.query(`ALTER TABLE "deployments" ADD "cancel_requested_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "deployments" ADD "reason" text`);
    await queryRunner.query(`ALTER TABLE "deployments" ADD "options" jsonb NOT NULL DEFAULT '{}'`);
    await queryRunner.query(`ALTER TABLE "deployments" ADD "before" jsonb`);
    await queryRunner.query(`ALTER TABLE "deployments" ADD "image" text`);
    await queryRunner.query(`ALTER TABLE "deployments" ADD "exit_code" integer`);
    await queryRunner.query(`ALTER TABLE "agents" ALTER COLUMN "disk_gb" DROP NOT NULL`);
    await queryRunner.query(
      `CREATE INDEX "ix_deployments_workspace_id_turn" ON "deployments"  ("workspace_id", "turn") WHERE "status" IN ('queued', 'running')`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_deployments_active" ON "deployments"  ("status", "turn") WHERE "status" IN ('queued', 'running')`,
    );
    await queryRunner.query(
      `ALTER TABLE "agents" ADD CONSTRAINT "ck_agents_drift_policy" CHECK ("drift_policy" IN ('heal', 'alert', 'ignore'))`,
    );
    await queryRunner.query(
      `ALTER TABLE "agent_versions" ADD CONSTRAINT "ck_agent_versions_source" CHECK ("source" IN ('edit', 'deploy', 'duplicate', 'hub-install', 'restore', 'rollback', 'migration'))`,
    );
    await queryRunner.query(`ALTER TABLE "deployments" DROP CONSTRAINT "ck_deployments_kind"`);
    await queryRunner.query(
      `ALTER TABLE "deployments" ADD CONSTRAINT "ck_deployments_kind" CHECK ("kind" IN ('deploy', 'duplicate', 'redeploy', 'start', 'stop', 'restart', 'update', 'rename', 'rollback', 'restore', 'heal', 'delete', 'force-delete'))`,
    );
    await queryRunner.query(`ALTER TABLE "deployment_steps" DROP CONSTRAINT "ck_deployment_steps_name"`);
    await queryRunner.query(
      `ALTER TABLE "deployment_steps" ADD CONSTRAINT "ck_deployment_steps_name" CHECK ("name" IN ('stop', 'image', 'storage', 'network', 'remove', 'create', 'import', 'inject', 'amend', 'start', 'ready', 'verify', 'recover', 'cleanup'))`,
    );
    // Agents that ever ran have storage, and it must not be made anew unasked.
    await queryRunner.query(
      `UPDATE "agents" SET "storage_created_at" = "created_at" WHERE "status" IN ('running', 'warning', 'stopped')`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DELETE FROM "deployments" WHERE "kind" NOT IN ('deploy', 'redeploy', 'start', 'stop', 'restart', 'delete')`,
    );
    await queryRunner.query(`DELETE FROM "deployment_steps" WHERE "name" IN ('import', 'amend', 'recover')`);
    await queryRunner.query(`UPDATE "agents" SET "disk_gb" = 5 WHERE "disk_gb" IS NULL`);
    await queryRunner.query(`ALTER TABLE "deployments" DROP CONSTRAINT "ck_deployments_kind"`);
    await queryRunner.query(
      `ALTER TABLE "deployments" ADD CONSTRAINT "ck_deployments_kind" CHECK ("kind" IN ('deploy', 'redeploy', 'start', 'stop', 'restart', 'delete'))`,
    );
    await queryRunner.query(`ALTER TABLE "deployment_steps" DROP CONSTRAINT "ck_deployment_steps_name"`);
    await queryRunner.query(
      `ALTER TABLE "deployment_steps" ADD CONSTRAINT "ck_deployment_steps_name" CHECK ("name" IN ('stop', 'image', 'storage', 'network', 'remove', 'create', 'inject', 'start', 'ready', 'verify', 'cleanup'))`,
    );
    await queryRunner.query(`ALTER TABLE "agent_versions" DROP CONSTRAINT "ck_agent_versions_source"`);
    await queryRunner.query(`ALTER TABLE "agents" DROP CONSTRAINT "ck_agents_drift_policy"`);
    await queryRunner.query(`DROP INDEX "public"."ix_deployments_active"`);
    await queryRunner.query(`DROP INDEX "public"."ix_deployments_workspace_id_turn"`);
    await queryRunner.query(`ALTER TABLE "agents" ALTER COLUMN "disk_gb" SET NOT NULL`);
    await queryRunner.query(`ALTER TABLE "deployments" DROP COLUMN "exit_code"`);
    await queryRunner.query(`ALTER TABLE "deployments" DROP COLUMN "image"`);
    await queryRunner.query(`ALTER TABLE "deployments" DROP COLUMN "before"`);
    await queryRunner.query(`ALTER TABLE "deployments" DROP COLUMN "options"`);
    await queryRunner.query(`ALTER TABLE "deployments" DROP COLUMN "reason"`);
    await queryRunner.query(`ALTER TABLE "deployments" DROP COLUMN "cancel_requested_at"`);
    await queryRunner.query(`ALTER TABLE "deployments" DROP COLUMN "turn"`);
    await queryRunner.query(`ALTER TABLE "deployments" DROP COLUMN "faults"`);
    await queryRunner.query(`ALTER TABLE "agents" DROP COLUMN "data_kept_at"`);
    await queryRunner.query(`ALTER TABLE "agents" DROP COLUMN "imported_at"`);
    await queryRunner.query(`ALTER TABLE "agents" DROP COLUMN "storage_created_at"`);
    await queryRunner.query(`ALTER TABLE "agents" DROP COLUMN "drift"`);
    await queryRunner.query(`ALTER TABLE "agents" DROP COLUMN "drift_policy"`);
    await queryRunner.query(`DROP INDEX "public"."ix_idempotency_keys_created_at"`);
    await queryRunner.query(`DROP TABLE "idempotency_keys"`);
    await queryRunner.query(
      `CREATE INDEX "ix_deployments_active" ON "deployments" USING btree ("status", "lease_until") WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]))`,
    );
  }
}
