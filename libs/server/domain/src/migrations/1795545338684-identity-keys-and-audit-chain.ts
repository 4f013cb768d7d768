import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Written by hand, since TypeORM knows no triggers: the audit log is append-only for whoever uses the tables. */
const GUARDS = [
  `CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% of % is refused: the audit log is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
    END $$`,
  // An entry comes without a place, gets its place once, and goes only by the hand of the retention.
  `CREATE FUNCTION audit_guard_entries() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      chained audit_entries;
    BEGIN
      IF TG_OP = 'INSERT' THEN
        IF num_nonnulls(NEW.sequence, NEW.previous_hash, NEW.hash) = 0 THEN RETURN NEW; END IF;
      ELSIF TG_OP = 'UPDATE' THEN
        chained := OLD;
        chained.sequence := NEW.sequence;
        chained.previous_hash := NEW.previous_hash;
        chained.hash := NEW.hash;
        IF OLD.sequence IS NULL AND num_nulls(NEW.sequence, NEW.previous_hash, NEW.hash) = 0
          AND NEW IS NOT DISTINCT FROM chained THEN RETURN NEW; END IF;
      ELSIF OLD.sequence IS NOT NULL AND current_setting('nora.audit_pruning', true) = 'on' THEN
        RETURN OLD;
      END IF;
      RAISE EXCEPTION '% of an audit entry is refused: the audit log is append-only', TG_OP
        USING ERRCODE = 'restrict_violation';
    END $$`,
  // The private half is sealed anew when the encryption key changes.
  `CREATE FUNCTION audit_guard_keys() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.id = OLD.id AND NEW.public_key = OLD.public_key THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'the public half of an audit key cannot be changed' USING ERRCODE = 'restrict_violation';
    END $$`,
  `CREATE TRIGGER audit_entries_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_guard_entries()`,
  `CREATE TRIGGER audit_entries_truncate BEFORE TRUNCATE ON audit_entries EXECUTE FUNCTION audit_refuse()`,
  `CREATE TRIGGER audit_checkpoints_guard BEFORE UPDATE OR DELETE ON audit_checkpoints
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()`,
  `CREATE TRIGGER audit_checkpoints_truncate BEFORE TRUNCATE ON audit_checkpoints EXECUTE FUNCTION audit_refuse()`,
  `CREATE TRIGGER audit_signing_keys_guard BEFORE UPDATE ON audit_signing_keys
    FOR EACH ROW EXECUTE FUNCTION audit_guard_keys()`,
];

const UNGUARDED = [
  ...['audit_entries_guard', 'audit_entries_truncate'].map((name) => `DROP TRIGGER ${name} ON audit_entries`),
  ...['audit_checkpoints_guard', 'audit_checkpoints_truncate'].map(
    (name) => `DROP TRIGGER ${name} ON audit_checkpoints`,
  ),
  'DROP TRIGGER audit_signing_keys_guard ON audit_signing_keys',
  'DROP FUNCTION audit_guard_keys()',
  'DROP FUNCTION audit_guard_entries()',
  'DROP FUNCTION audit_refuse()',
];

export class IdentityKeysAndAuditChain1795545338684 implements MigrationInterface {
  name = 'IdentityKeysAndAuditChain1795545338684';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "api_keys" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "workspace_id" uuid NOT NULL, "issuer_id" uuid NOT NULL, "name" text NOT NULL, "prefix" text NOT NULL, "key_hash" text NOT NULL, "scopes" text array NOT NULL, "allowed_cidrs" text array NOT NULL DEFAULT '{}', "expires_at" TIMESTAMP WITH TIME ZONE, "revoked_at" TIMESTAMP WITH TIME ZONE, "last_used_at" TIMESTAMP WITH TIME ZONE, "last_used_address" text, CONSTRAINT "pk_api_keys" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_api_keys_workspace_id_issuer_id" ON "api_keys"  ("workspace_id", "issuer_id") `,
    );
    await queryRunner.query(`CREATE INDEX "ix_api_keys_prefix" ON "api_keys"  ("prefix") `);
    await queryRunner.query(
      `CREATE INDEX "ix_api_keys_workspace_id_id" ON "api_keys"  ("workspace_id", "id") `,
    );
    await queryRunner.query(
      `CREATE TABLE "audit_signing_keys" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "public_key" text NOT NULL, "private_key" text NOT NULL, CONSTRAINT "pk_audit_signing_keys" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "audit_checkpoints" ("sequence" bigint NOT NULL, "kind" text NOT NULL, "hash" text NOT NULL, "key_id" uuid NOT NULL, "signature" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "ck_audit_checkpoints_kind" CHECK ("kind" IN ('regular', 'pruning')), CONSTRAINT "pk_audit_checkpoints" PRIMARY KEY ("sequence", "kind"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_audit_checkpoints_key_id" ON "audit_checkpoints"  ("key_id") `);
    await queryRunner.query(
      `CREATE TABLE "identities" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "user_id" uuid NOT NULL, "provider" text NOT NULL, "subject" text NOT NULL, "email" text, "last_used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_identities" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_identities_user_id_provider" ON "identities"  ("user_id", "provider") `,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_identities_provider_subject" ON "identities"  ("provider", "subject") `,
    );
    await queryRunner.query(
      `CREATE TABLE "oauth_attempts" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "provider" text NOT NULL, "state_hash" text NOT NULL, "browser_hash" text NOT NULL, "secrets" text NOT NULL, "user_id" uuid, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_oauth_attempts" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_oauth_attempts_state_hash" ON "oauth_attempts"  ("state_hash") `,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_oauth_attempts_expires_at" ON "oauth_attempts"  ("expires_at") `,
    );
    await queryRunner.query(
      `CREATE TABLE "one_time_tokens" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "user_id" uuid NOT NULL, "kind" text NOT NULL, "token_hash" text NOT NULL, "facts" jsonb NOT NULL DEFAULT '{}', "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, "failures" integer NOT NULL DEFAULT '0', CONSTRAINT "ck_one_time_tokens_kind" CHECK ("kind" IN ('password-reset', 'email-verification', 'second-factor')), CONSTRAINT "pk_one_time_tokens" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_one_time_tokens_user_id" ON "one_time_tokens"  ("user_id") `);
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_one_time_tokens_token_hash" ON "one_time_tokens"  ("token_hash") `,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_one_time_tokens_expires_at" ON "one_time_tokens"  ("expires_at") `,
    );
    await queryRunner.query(
      `CREATE TABLE "second_factors" ("user_id" uuid NOT NULL, "secret" text NOT NULL, "recovery_codes" text, "confirmed_at" TIMESTAMP WITH TIME ZONE, "last_step" bigint, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_second_factors" PRIMARY KEY ("user_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "workspace_invitations" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "workspace_id" uuid NOT NULL, "email" text NOT NULL, "role" text NOT NULL, "token_hash" text NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "accepted_at" TIMESTAMP WITH TIME ZONE, "accepted_by_id" uuid, "revoked_at" TIMESTAMP WITH TIME ZONE, "invited_by_id" uuid, CONSTRAINT "ck_workspace_invitations_email_lower" CHECK ("email" = lower("email")), CONSTRAINT "ck_workspace_invitations_role" CHECK ("role" IN ('viewer', 'editor', 'admin')), CONSTRAINT "pk_workspace_invitations" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_workspace_invitations_token_hash" ON "workspace_invitations"  ("token_hash") `,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_workspace_invitations_workspace_id_id" ON "workspace_invitations"  ("workspace_id", "id") `,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_workspace_invitations_pending" ON "workspace_invitations"  ("workspace_id", "email") WHERE "accepted_at" IS NULL AND "revoked_at" IS NULL`,
    );
    await queryRunner.query(`ALTER TABLE "users" ADD "email_verified_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "users" ADD "avatar" text`);
    await queryRunner.query(`ALTER TABLE "users" ADD "locale" text`);
    await queryRunner.query(`ALTER TABLE "users" ADD "theme" text NOT NULL DEFAULT 'auto'`);
    await queryRunner.query(`ALTER TABLE "workspaces" ADD "deletion_requested_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "workspaces" ADD "deleted_at" TIMESTAMP WITH TIME ZONE`);
    // TypeORM does not see that an index has got a condition.
    await queryRunner.query(`DROP INDEX "uq_workspaces_slug"`);
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_workspaces_slug" ON "workspaces"  ("slug") WHERE "deleted_at" IS NULL`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_workspaces_ending" ON "workspaces"  ("id") WHERE "deletion_requested_at" IS NOT NULL AND "deleted_at" IS NULL`,
    );
    await queryRunner.query(`ALTER TABLE "audit_entries" ADD "actor_label" text`);
    await queryRunner.query(`ALTER TABLE "audit_entries" ADD "on_behalf_of_id" uuid`);
    await queryRunner.query(`ALTER TABLE "audit_entries" ADD "before" jsonb`);
    await queryRunner.query(`ALTER TABLE "audit_entries" ADD "after" jsonb`);
    await queryRunner.query(`ALTER TABLE "audit_entries" ADD "sequence" bigint`);
    await queryRunner.query(`ALTER TABLE "audit_entries" ADD "previous_hash" text`);
    await queryRunner.query(`ALTER TABLE "audit_entries" ADD "hash" text`);
    await queryRunner.query(`ALTER TABLE "sessions" ADD "method" text NOT NULL DEFAULT 'password'`);
    await queryRunner.query(`ALTER TABLE "users" ALTER COLUMN "password_hash" DROP NOT NULL`);
    await queryRunner.query(
      `CREATE INDEX "ix_audit_entries_actor_id_id" ON "audit_entries"  ("actor_id", "id") `,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_audit_entries_workspace_id_sequence" ON "audit_entries"  ("workspace_id", "sequence") `,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_audit_entries_on_behalf_of_id_id" ON "audit_entries"  ("on_behalf_of_id", "id") WHERE "on_behalf_of_id" IS NOT NULL`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_audit_entries_resource_id_id" ON "audit_entries"  ("resource_id", "id") `,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_audit_entries_correlation_id_id" ON "audit_entries"  ("correlation_id", "id") `,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_audit_entries_unchained" ON "audit_entries"  ("id") WHERE "sequence" IS NULL`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_audit_entries_sequence" ON "audit_entries"  ("sequence") `,
    );
    await queryRunner.query(
      `ALTER TABLE "users" ADD CONSTRAINT "ck_users_theme" CHECK ("theme" IN ('auto', 'light', 'dark'))`,
    );
    await queryRunner.query(
      `ALTER TABLE "audit_entries" ADD CONSTRAINT "ck_audit_entries_outcome" CHECK ("outcome" IN ('allowed', 'refused'))`,
    );
    await queryRunner.query(
      `ALTER TABLE "audit_entries" ADD CONSTRAINT "ck_audit_entries_actor_type" CHECK ("actor_type" IN ('user', 'api-key', 'worker', 'anonymous'))`,
    );
    await queryRunner.query(
      `ALTER TABLE "sessions" ADD CONSTRAINT "ck_sessions_method" CHECK ("method" IN ('password', 'github', 'google', 'oidc'))`,
    );
    await queryRunner.query(
      `ALTER TABLE "api_keys" ADD CONSTRAINT "fk_api_keys_workspace_id_issuer_id" FOREIGN KEY ("workspace_id", "issuer_id") REFERENCES "workspace_members"("workspace_id","user_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "audit_checkpoints" ADD CONSTRAINT "fk_audit_checkpoints_key_id" FOREIGN KEY ("key_id") REFERENCES "audit_signing_keys"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "identities" ADD CONSTRAINT "fk_identities_user_id" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "oauth_attempts" ADD CONSTRAINT "fk_oauth_attempts_user_id" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "one_time_tokens" ADD CONSTRAINT "fk_one_time_tokens_user_id" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "second_factors" ADD CONSTRAINT "fk_second_factors_user_id" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "workspace_invitations" ADD CONSTRAINT "fk_workspace_invitations_workspace_id" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "workspace_invitations" ADD CONSTRAINT "fk_workspace_invitations_accepted_by_id" FOREIGN KEY ("accepted_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "workspace_invitations" ADD CONSTRAINT "fk_workspace_invitations_invited_by_id" FOREIGN KEY ("invited_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    for (const statement of GUARDS) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UNGUARDED) await queryRunner.query(statement);
    await queryRunner.query(
      `ALTER TABLE "workspace_invitations" DROP CONSTRAINT "fk_workspace_invitations_invited_by_id"`,
    );
    await queryRunner.query(
      `ALTER TABLE "workspace_invitations" DROP CONSTRAINT "fk_workspace_invitations_accepted_by_id"`,
    );
    await queryRunner.query(
      `ALTER TABLE "workspace_invitations" DROP CONSTRAINT "fk_workspace_invitations_workspace_id"`,
    );
    await queryRunner.query(`ALTER TABLE "second_factors" DROP CONSTRAINT "fk_second_factors_user_id"`);
    await queryRunner.query(`ALTER TABLE "one_time_tokens" DROP CONSTRAINT "fk_one_time_tokens_user_id"`);
    await queryRunner.query(`ALTER TABLE "oauth_attempts" DROP CONSTRAINT "fk_oauth_attempts_user_id"`);
    await queryRunner.query(`ALTER TABLE "identities" DROP CONSTRAINT "fk_identities_user_id"`);
    await queryRunner.query(`ALTER TABLE "audit_checkpoints" DROP CONSTRAINT "fk_audit_checkpoints_key_id"`);
    await queryRunner.query(`ALTER TABLE "api_keys" DROP CONSTRAINT "fk_api_keys_workspace_id_issuer_id"`);
    await queryRunner.query(`ALTER TABLE "sessions" DROP CONSTRAINT "ck_sessions_method"`);
    await queryRunner.query(`ALTER TABLE "audit_entries" DROP CONSTRAINT "ck_audit_entries_actor_type"`);
    await queryRunner.query(`ALTER TABLE "audit_entries" DROP CONSTRAINT "ck_audit_entries_outcome"`);
    await queryRunner.query(`ALTER TABLE "users" DROP CONSTRAINT "ck_users_theme"`);
    await queryRunner.query(`DROP INDEX "public"."uq_audit_entries_sequence"`);
    await queryRunner.query(`DROP INDEX "public"."ix_audit_entries_unchained"`);
    await queryRunner.query(`DROP INDEX "public"."ix_audit_entries_correlation_id_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_audit_entries_resource_id_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_audit_entries_on_behalf_of_id_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_audit_entries_workspace_id_sequence"`);
    await queryRunner.query(`DROP INDEX "public"."ix_audit_entries_actor_id_id"`);
    await queryRunner.query(`ALTER TABLE "users" ALTER COLUMN "password_hash" SET NOT NULL`);
    await queryRunner.query(`ALTER TABLE "sessions" DROP COLUMN "method"`);
    await queryRunner.query(`ALTER TABLE "audit_entries" DROP COLUMN "hash"`);
    await queryRunner.query(`ALTER TABLE "audit_entries" DROP COLUMN "previous_hash"`);
    await queryRunner.query(`ALTER TABLE "audit_entries" DROP COLUMN "sequence"`);
    await queryRunner.query(`ALTER TABLE "audit_entries" DROP COLUMN "after"`);
    await queryRunner.query(`ALTER TABLE "audit_entries" DROP COLUMN "before"`);
    await queryRunner.query(`ALTER TABLE "audit_entries" DROP COLUMN "on_behalf_of_id"`);
    await queryRunner.query(`ALTER TABLE "audit_entries" DROP COLUMN "actor_label"`);
    await queryRunner.query(`DROP INDEX "public"."ix_workspaces_ending"`);
    await queryRunner.query(`DROP INDEX "uq_workspaces_slug"`);
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_workspaces_slug" ON "workspaces"  ("slug") `);
    await queryRunner.query(`ALTER TABLE "workspaces" DROP COLUMN "deleted_at"`);
    await queryRunner.query(`ALTER TABLE "workspaces" DROP COLUMN "deletion_requested_at"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "theme"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "locale"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "avatar"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "email_verified_at"`);
    await queryRunner.query(`DROP INDEX "public"."uq_workspace_invitations_pending"`);
    await queryRunner.query(`DROP INDEX "public"."ix_workspace_invitations_workspace_id_id"`);
    await queryRunner.query(`DROP INDEX "public"."uq_workspace_invitations_token_hash"`);
    await queryRunner.query(`DROP TABLE "workspace_invitations"`);
    await queryRunner.query(`DROP TABLE "second_factors"`);
    await queryRunner.query(`DROP INDEX "public"."ix_one_time_tokens_expires_at"`);
    await queryRunner.query(`DROP INDEX "public"."uq_one_time_tokens_token_hash"`);
    await queryRunner.query(`DROP INDEX "public"."ix_one_time_tokens_user_id"`);
    await queryRunner.query(`DROP TABLE "one_time_tokens"`);
    await queryRunner.query(`DROP INDEX "public"."ix_oauth_attempts_expires_at"`);
    await queryRunner.query(`DROP INDEX "public"."uq_oauth_attempts_state_hash"`);
    await queryRunner.query(`DROP TABLE "oauth_attempts"`);
    await queryRunner.query(`DROP INDEX "public"."uq_identities_provider_subject"`);
    await queryRunner.query(`DROP INDEX "public"."uq_identities_user_id_provider"`);
    await queryRunner.query(`DROP TABLE "identities"`);
    await queryRunner.query(`DROP INDEX "public"."ix_audit_checkpoints_key_id"`);
    await queryRunner.query(`DROP TABLE "audit_checkpoints"`);
    await queryRunner.query(`DROP TABLE "audit_signing_keys"`);
    await queryRunner.query(`DROP INDEX "public"."ix_api_keys_workspace_id_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_api_keys_prefix"`);
    await queryRunner.query(`DROP INDEX "public"."ix_api_keys_workspace_id_issuer_id"`);
    await queryRunner.query(`DROP TABLE "api_keys"`);
  }
}
