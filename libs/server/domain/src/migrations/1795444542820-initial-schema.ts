import type { MigrationInterface, QueryRunner } from 'typeorm';

export class InitialSchema1795444542820 implements MigrationInterface {
  name = 'InitialSchema1795444542820';

  async up(queryRunner: QueryRunner): Promise<void> {
    // A function, because TypeORM cannot compare a default that holds a cast.
    await queryRunner.query(
      `CREATE FUNCTION "nora_transaction_id"() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT pg_current_xact_id()::text::bigint'`,
    );
    await queryRunner.query(
      `CREATE TABLE "users" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "email" text NOT NULL, "name" text NOT NULL, "password_hash" text NOT NULL, "platform_role" text NOT NULL DEFAULT 'user', "disabled_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "ck_users_platform_role" CHECK ("platform_role" IN ('user', 'admin')), CONSTRAINT "ck_users_email_lower" CHECK ("email" = lower("email")), CONSTRAINT "pk_users" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_users_email" ON "users"  ("email") `);
    await queryRunner.query(
      `CREATE TABLE "workspaces" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "name" text NOT NULL, "slug" text NOT NULL, "personal" boolean NOT NULL DEFAULT false, "created_by_id" uuid, CONSTRAINT "pk_workspaces" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_workspaces_slug" ON "workspaces"  ("slug") `);
    await queryRunner.query(
      `CREATE TABLE "agents" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "workspace_id" uuid NOT NULL, "name" text NOT NULL, "slug" text NOT NULL, "runtime_family" text NOT NULL, "deploy_target" text NOT NULL, "sandbox_profile" text NOT NULL, "provider" text NOT NULL, "vcpu" double precision NOT NULL, "ram_mb" integer NOT NULL, "disk_gb" integer NOT NULL, "desired_state" text NOT NULL, "status" text NOT NULL, "status_reason" text, "generation" integer NOT NULL DEFAULT '0', "current_version_id" uuid, "endpoints" jsonb, "runtime" jsonb, "created_by_id" uuid, CONSTRAINT "ck_agents_status" CHECK ("status" IN ('queued', 'deploying', 'running', 'warning', 'failed', 'stopped', 'deleting', 'deleted')), CONSTRAINT "ck_agents_desired_state" CHECK ("desired_state" IN ('running', 'stopped', 'deleted')), CONSTRAINT "pk_agents" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_agents_reconcile" ON "agents"  ("id") WHERE "status" IN ('running', 'warning')`,
    );
    await queryRunner.query(`CREATE INDEX "ix_agents_workspace_id_id" ON "agents"  ("workspace_id", "id") `);
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_agents_workspace_id_slug" ON "agents"  ("workspace_id", "slug") WHERE "status" <> 'deleted'`,
    );
    await queryRunner.query(
      `CREATE TABLE "agent_credentials" ("agent_id" uuid NOT NULL, "gateway_token" text NOT NULL, "sidecar_token" text NOT NULL, "model_key" text NOT NULL, "model_key_hash" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_agent_credentials" PRIMARY KEY ("agent_id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_agent_credentials_model_key_hash" ON "agent_credentials"  ("model_key_hash") `,
    );
    await queryRunner.query(
      `CREATE TABLE "agent_versions" ("id" uuid NOT NULL, "agent_id" uuid NOT NULL, "number" integer NOT NULL, "source" text NOT NULL, "message" text NOT NULL, "author_id" uuid, "snapshot" jsonb NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_agent_versions" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_agent_versions_agent_id_number" ON "agent_versions"  ("agent_id", "number") `,
    );
    await queryRunner.query(
      `CREATE TABLE "audit_entries" ("id" uuid NOT NULL, "workspace_id" uuid, "actor_type" text NOT NULL, "actor_id" uuid, "action" text NOT NULL, "resource_type" text NOT NULL, "resource_id" text, "outcome" text NOT NULL, "correlation_id" text, "address" text, "details" jsonb NOT NULL DEFAULT '{}', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_audit_entries" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_audit_entries_workspace_id_id" ON "audit_entries"  ("workspace_id", "id") `,
    );
    await queryRunner.query(
      `CREATE TABLE "deployments" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "workspace_id" uuid NOT NULL, "agent_id" uuid NOT NULL, "agent_version_id" uuid NOT NULL, "kind" text NOT NULL, "status" text NOT NULL DEFAULT 'queued', "generation" integer NOT NULL, "requested_by_id" uuid, "correlation_id" text, "claim_token" uuid, "lease_until" TIMESTAMP WITH TIME ZONE, "attempts" integer NOT NULL DEFAULT '0', "not_before" TIMESTAMP WITH TIME ZONE, "started_at" TIMESTAMP WITH TIME ZONE, "finished_at" TIMESTAMP WITH TIME ZONE, "error_code" text, "error_detail" text, "evidence" text, "next_action" text, CONSTRAINT "ck_deployments_status" CHECK ("status" IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')), CONSTRAINT "ck_deployments_kind" CHECK ("kind" IN ('deploy', 'redeploy', 'start', 'stop', 'restart', 'delete')), CONSTRAINT "pk_deployments" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_deployments_active" ON "deployments"  ("status", "lease_until") WHERE "status" IN ('queued', 'running')`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_deployments_agent_id_id" ON "deployments"  ("agent_id", "id") `,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_deployments_agent_id_active" ON "deployments"  ("agent_id") WHERE "status" IN ('queued', 'running')`,
    );
    await queryRunner.query(
      `CREATE TABLE "deployment_steps" ("deployment_id" uuid NOT NULL, "position" integer NOT NULL, "name" text NOT NULL, "state" text NOT NULL DEFAULT 'pending', "started_at" TIMESTAMP WITH TIME ZONE, "finished_at" TIMESTAMP WITH TIME ZONE, "message" text, CONSTRAINT "ck_deployment_steps_state" CHECK ("state" IN ('pending', 'running', 'succeeded', 'failed', 'skipped')), CONSTRAINT "ck_deployment_steps_name" CHECK ("name" IN ('stop', 'image', 'storage', 'network', 'remove', 'create', 'inject', 'start', 'ready', 'verify', 'cleanup')), CONSTRAINT "pk_deployment_steps" PRIMARY KEY ("deployment_id", "position"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_deployment_steps_name_finished_at" ON "deployment_steps"  ("name", "finished_at") `,
    );
    await queryRunner.query(
      `CREATE TABLE "events" ("sequence" BIGSERIAL NOT NULL, "transaction_id" bigint NOT NULL DEFAULT nora_transaction_id(), "workspace_id" uuid NOT NULL, "type" text NOT NULL, "payload" jsonb NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_events" PRIMARY KEY ("sequence"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_events_created_at" ON "events"  ("created_at") `);
    await queryRunner.query(`CREATE INDEX "ix_events_position" ON "events"  ("transaction_id", "sequence") `);
    await queryRunner.query(
      `CREATE TABLE "platform_settings" ("key" text NOT NULL, "value" jsonb NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_platform_settings" PRIMARY KEY ("key"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "sessions" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "user_id" uuid NOT NULL, "last_used_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "revoked_at" TIMESTAMP WITH TIME ZONE, "user_agent" text, "address" text, CONSTRAINT "pk_sessions" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_sessions_user_id" ON "sessions"  ("user_id") `);
    await queryRunner.query(
      `CREATE TABLE "workspace_members" ("workspace_id" uuid NOT NULL, "user_id" uuid NOT NULL, "role" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "ck_workspace_members_role" CHECK ("role" IN ('viewer', 'editor', 'admin', 'owner')), CONSTRAINT "pk_workspace_members" PRIMARY KEY ("workspace_id", "user_id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_workspace_members_user_id" ON "workspace_members"  ("user_id") `,
    );
    await queryRunner.query(
      `ALTER TABLE "workspaces" ADD CONSTRAINT "fk_workspaces_created_by_id" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "agents" ADD CONSTRAINT "fk_agents_workspace_id" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "agents" ADD CONSTRAINT "fk_agents_created_by_id" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "agent_credentials" ADD CONSTRAINT "fk_agent_credentials_agent_id" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "agent_versions" ADD CONSTRAINT "fk_agent_versions_agent_id" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "deployments" ADD CONSTRAINT "fk_deployments_workspace_id" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "deployments" ADD CONSTRAINT "fk_deployments_agent_id" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "deployments" ADD CONSTRAINT "fk_deployments_agent_version_id" FOREIGN KEY ("agent_version_id") REFERENCES "agent_versions"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "deployment_steps" ADD CONSTRAINT "fk_deployment_steps_deployment_id" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "sessions" ADD CONSTRAINT "fk_sessions_user_id" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "workspace_members" ADD CONSTRAINT "fk_workspace_members_workspace_id" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "workspace_members" ADD CONSTRAINT "fk_workspace_members_user_id" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "workspace_members" DROP CONSTRAINT "fk_workspace_members_user_id"`);
    await queryRunner.query(
      `ALTER TABLE "workspace_members" DROP CONSTRAINT "fk_workspace_members_workspace_id"`,
    );
    await queryRunner.query(`ALTER TABLE "sessions" DROP CONSTRAINT "fk_sessions_user_id"`);
    await queryRunner.query(
      `ALTER TABLE "deployment_steps" DROP CONSTRAINT "fk_deployment_steps_deployment_id"`,
    );
    await queryRunner.query(`ALTER TABLE "deployments" DROP CONSTRAINT "fk_deployments_agent_version_id"`);
    await queryRunner.query(`ALTER TABLE "deployments" DROP CONSTRAINT "fk_deployments_agent_id"`);
    await queryRunner.query(`ALTER TABLE "deployments" DROP CONSTRAINT "fk_deployments_workspace_id"`);
    await queryRunner.query(`ALTER TABLE "agent_versions" DROP CONSTRAINT "fk_agent_versions_agent_id"`);
    await queryRunner.query(
      `ALTER TABLE "agent_credentials" DROP CONSTRAINT "fk_agent_credentials_agent_id"`,
    );
    await queryRunner.query(`ALTER TABLE "agents" DROP CONSTRAINT "fk_agents_created_by_id"`);
    await queryRunner.query(`ALTER TABLE "agents" DROP CONSTRAINT "fk_agents_workspace_id"`);
    await queryRunner.query(`ALTER TABLE "workspaces" DROP CONSTRAINT "fk_workspaces_created_by_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_workspace_members_user_id"`);
    await queryRunner.query(`DROP TABLE "workspace_members"`);
    await queryRunner.query(`DROP INDEX "public"."ix_sessions_user_id"`);
    await queryRunner.query(`DROP TABLE "sessions"`);
    await queryRunner.query(`DROP TABLE "platform_settings"`);
    await queryRunner.query(`DROP INDEX "public"."ix_events_position"`);
    await queryRunner.query(`DROP INDEX "public"."ix_events_created_at"`);
    await queryRunner.query(`DROP TABLE "events"`);
    await queryRunner.query(`DROP INDEX "public"."ix_deployment_steps_name_finished_at"`);
    await queryRunner.query(`DROP TABLE "deployment_steps"`);
    await queryRunner.query(`DROP INDEX "public"."uq_deployments_agent_id_active"`);
    await queryRunner.query(`DROP INDEX "public"."ix_deployments_agent_id_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_deployments_active"`);
    await queryRunner.query(`DROP TABLE "deployments"`);
    await queryRunner.query(`DROP INDEX "public"."ix_audit_entries_workspace_id_id"`);
    await queryRunner.query(`DROP TABLE "audit_entries"`);
    await queryRunner.query(`DROP INDEX "public"."uq_agent_versions_agent_id_number"`);
    await queryRunner.query(`DROP TABLE "agent_versions"`);
    await queryRunner.query(`DROP INDEX "public"."uq_agent_credentials_model_key_hash"`);
    await queryRunner.query(`DROP TABLE "agent_credentials"`);
    await queryRunner.query(`DROP INDEX "public"."uq_agents_workspace_id_slug"`);
    await queryRunner.query(`DROP INDEX "public"."ix_agents_workspace_id_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_agents_reconcile"`);
    await queryRunner.query(`DROP TABLE "agents"`);
    await queryRunner.query(`DROP INDEX "public"."uq_workspaces_slug"`);
    await queryRunner.query(`DROP TABLE "workspaces"`);
    await queryRunner.query(`DROP INDEX "public"."uq_users_email"`);
    await queryRunner.query(`DROP TABLE "users"`);
    await queryRunner.query(`DROP FUNCTION "nora_transaction_id"()`);
  }
}
