import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runtimes of earlier releases ask the demo model itself, whatever their agents are bound to, until they start anew. */
export class AgentsKnowTheGateway1795587400000 implements MigrationInterface {
  name = 'AgentsKnowTheGateway1795587400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `UPDATE "agents" SET "redeploy_wanted_at" = clock_timestamp()
       WHERE "desired_state" <> 'deleted' AND "storage_created_at" IS NOT NULL`,
    );
  }

  async down(): Promise<void> {
    // What is not known to an earlier release is not wanted by it either.
  }
}
