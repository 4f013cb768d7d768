import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds at once whether two agents that run were recorded at the same place. */
export class AgentsByGateway1795560600000 implements MigrationInterface {
  name = 'AgentsByGateway1795560600000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX "ix_agents_gateway" ON "agents" (("endpoints" -> 'gateway')) WHERE "status" IN ('running', 'warning')`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "public"."ix_agents_gateway"`);
  }
}
