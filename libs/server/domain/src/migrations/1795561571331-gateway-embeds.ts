import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What opens the pages of agents' gateways. */
export class GatewayEmbeds1795561571331 implements MigrationInterface {
  name = 'GatewayEmbeds1795561571331';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "gateway_embeds" ("id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "key_hash" text NOT NULL, "session_id" uuid NOT NULL, "agent_id" uuid NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_gateway_embeds" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_gateway_embeds_key_hash" ON "gateway_embeds"  ("key_hash") `,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_gateway_embeds_session_id" ON "gateway_embeds"  ("session_id") `,
    );
    await queryRunner.query(`CREATE INDEX "ix_gateway_embeds_agent_id" ON "gateway_embeds"  ("agent_id") `);
    await queryRunner.query(
      `CREATE INDEX "ix_gateway_embeds_expires_at" ON "gateway_embeds"  ("expires_at") `,
    );
    await queryRunner.query(
      `ALTER TABLE "gateway_embeds" ADD CONSTRAINT "fk_gateway_embeds_session_id" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "gateway_embeds" ADD CONSTRAINT "fk_gateway_embeds_agent_id" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "gateway_embeds" DROP CONSTRAINT "fk_gateway_embeds_agent_id"`);
    await queryRunner.query(`ALTER TABLE "gateway_embeds" DROP CONSTRAINT "fk_gateway_embeds_session_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_gateway_embeds_expires_at"`);
    await queryRunner.query(`DROP INDEX "public"."ix_gateway_embeds_agent_id"`);
    await queryRunner.query(`DROP INDEX "public"."ix_gateway_embeds_session_id"`);
    await queryRunner.query(`DROP INDEX "public"."uq_gateway_embeds_key_hash"`);
    await queryRunner.query(`DROP TABLE "gateway_embeds"`);
  }
}
