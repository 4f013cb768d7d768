import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PlatformSettingsAndPresence1795639406069 implements MigrationInterface {
  name = 'PlatformSettingsAndPresence1795639406069';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "process_presences" ("id" uuid NOT NULL, "service" text NOT NULL, "host" text NOT NULL, "version" text NOT NULL, "facts" jsonb NOT NULL DEFAULT '{}', "started_at" TIMESTAMP WITH TIME ZONE NOT NULL, "seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_process_presences" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_process_presences_seen_at" ON "process_presences"  ("seen_at") `,
    );
    await queryRunner.query(`ALTER TABLE "platform_settings" ADD "revision" integer NOT NULL DEFAULT '0'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "platform_settings" DROP COLUMN "revision"`);
    await queryRunner.query(`DROP INDEX "public"."ix_process_presences_seen_at"`);
    await queryRunner.query(`DROP TABLE "process_presences"`);
  }
}
