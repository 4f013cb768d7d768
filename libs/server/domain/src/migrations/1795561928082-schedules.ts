import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Schedules1795561928082 implements MigrationInterface {
  name = 'Schedules1795561928082';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "schedules" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "workspace_id" uuid NOT NULL, "agent_id" uuid NOT NULL, "name" text NOT NULL, "cron" text NOT NULL, "time_zone" text NOT NULL, "action" text NOT NULL, "prompt" text, "enabled" boolean NOT NULL, "disabled_reason" text, "overlap" text NOT NULL, "next_run_at" TIMESTAMP WITH TIME ZONE, "created_by_id" uuid, "responsible_id" uuid, CONSTRAINT "ck_schedules_prompt" CHECK (("action" = 'prompt') = ("prompt" IS NOT NULL)), CONSTRAINT "ck_schedules_overlap" CHECK ("overlap" IN ('skip', 'queue')), CONSTRAINT "ck_schedules_action" CHECK ("action" IN ('prompt', 'start', 'stop', 'restart', 'redeploy')), CONSTRAINT "pk_schedules" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_schedules_due" ON "schedules"  ("next_run_at") WHERE "enabled" AND "next_run_at" IS NOT NULL`,
    );
    await queryRunner.query(`CREATE INDEX "ix_schedules_agent_id_id" ON "schedules"  ("agent_id", "id") `);
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_schedules_agent_id_name" ON "schedules"  ("agent_id", "name") `,
    );
    await queryRunner.query(
      `CREATE TABLE "schedule_runs" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "claim_token" uuid, "lease_until" TIMESTAMP WITH TIME ZONE, "attempts" integer NOT NULL DEFAULT '0', "faults" integer NOT NULL DEFAULT '0', "not_before" TIMESTAMP WITH TIME ZONE, "turn" integer NOT NULL DEFAULT '0', "cancel_requested_at" TIMESTAMP WITH TIME ZONE, "started_at" TIMESTAMP WITH TIME ZONE, "finished_at" TIMESTAMP WITH TIME ZONE, "schedule_id" uuid NOT NULL, "agent_id" uuid NOT NULL, "trigger" text NOT NULL, "status" text NOT NULL DEFAULT 'queued', "due_at" TIMESTAMP WITH TIME ZONE NOT NULL, "missed" integer NOT NULL DEFAULT '0', "action" text NOT NULL, "prompt" text, "responsible_id" uuid, "correlation_id" text, "deployment_id" uuid, "session_key" text, "answer" text, "error_code" text, "error_detail" text, CONSTRAINT "ck_schedule_runs_trigger" CHECK ("trigger" IN ('clock', 'manual')), CONSTRAINT "ck_schedule_runs_status" CHECK ("status" IN ('queued', 'running', 'succeeded', 'failed', 'skipped', 'cancelled')), CONSTRAINT "ck_schedule_runs_action" CHECK ("action" IN ('prompt', 'start', 'stop', 'restart', 'redeploy')), CONSTRAINT "pk_schedule_runs" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_schedule_runs_agent_id_active" ON "schedule_runs"  ("agent_id", "id") WHERE "status" IN ('queued', 'running')`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_schedule_runs_schedule_id_id" ON "schedule_runs"  ("schedule_id", "id") `,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_schedule_runs_schedule_id_due_at" ON "schedule_runs"  ("schedule_id", "due_at") WHERE "trigger" = 'clock'`,
    );
    await queryRunner.query(
      `ALTER TABLE "schedules" ADD CONSTRAINT "fk_schedules_workspace_id" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "schedules" ADD CONSTRAINT "fk_schedules_agent_id" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "schedules" ADD CONSTRAINT "fk_schedules_created_by_id" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "schedules" ADD CONSTRAINT "fk_schedules_responsible_id" FOREIGN KEY ("responsible_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "schedule_runs" ADD CONSTRAINT "fk_schedule_runs_schedule_id" FOREIGN KEY ("schedule_id") REFERENCES "schedules"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "schedule_runs" ADD CONSTRAINT "fk_schedule_runs_agent_id" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "schedule_runs" ADD CONSTRAINT "fk_schedule_runs_responsible_id" FOREIGN KEY ("responsible_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "schedule_runs" ADD CONSTRAINT "fk_schedule_runs_deployment_id" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "schedule_runs" DROP CONSTRAINT "fk_schedule_runs_deployment_id"`);
    await queryRunner.query(`ALTER TABLE "schedule_runs" DROP CONSTRAINT "fk_schedule_runs_responsible_id"`);
    await queryRunner.query(`ALTER TABLE "schedule_runs" DROP CONSTRAINT "fk_schedule_runs_agent_id"`);
    await queryRunner.query(`ALTER TABLE "schedule_runs" DROP CONSTRAINT "fk_schedule_runs_schedule_id"`);
    await queryRunner.query(`ALTER TABLE "schedules" DROP CONSTRAINT "fk_schedules_responsible_id"`);
    await queryRunner.query(`ALTER TABLE "schedules" DROP CONSTRAINT "fk_schedules_created_by_id"`);
    await queryRunner.query(`ALTER TABLE "schedules" DROP CONSTRAINT "fk_schedules_agent_id"`);
    await queryRunner.query(`ALTER TABLE "schedules" DROP CONSTRAINT "fk_schedules_workspace_id"`);
    await queryRunner.query(`DROP INDEX "public"."uq_schedule_runs_schedule_id_due_at"`);
    await queryRunner.query(`DROP INDEX "public"."ix_schedule_runs_schedule_id_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_schedule_runs_agent_id_active"`);
    await queryRunner.query(`DROP TABLE "schedule_runs"`);
    await queryRunner.query(`DROP INDEX "public"."uq_schedules_agent_id_name"`);
    await queryRunner.query(`DROP INDEX "public"."ix_schedules_agent_id_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_schedules_due"`);
    await queryRunner.query(`DROP TABLE "schedules"`);
  }
}
