import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From the finest to the coarsest. */
const TABLES = ['metric_samples', 'metric_minutes', 'metric_ten_minutes'];

/**
 * What agents use, at three resolutions. The tables are partitioned by day, which TypeORM does not know, so they have
 * no entity; the worker makes and drops the partitions. Rows of agents that are gone leave with their day.
 */
export class MetricSamples1795560661560 implements MigrationInterface {
  name = 'MetricSamples1795560661560';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await queryRunner.query(
        `CREATE TABLE "${table}" ("agent_id" uuid NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "memory_bytes" bigint NOT NULL, "memory_bytes_peak" bigint, "disk_bytes" bigint, "cpu_percent" real, "cpu_percent_peak" real, "network_rx_rate" real, "network_tx_rate" real, "block_read_rate" real, "block_write_rate" real, "pids" integer NOT NULL, "restarted" boolean NOT NULL DEFAULT false, CONSTRAINT "pk_${table}" PRIMARY KEY ("agent_id", "at")) PARTITION BY RANGE ("at")`,
      );
      // Rows come in the order of time, which is all that a roll-up asks for: a thousandth of a tree's size does.
      await queryRunner.query(
        `CREATE INDEX "ix_${table}_at" ON "${table}" USING brin ("at") WITH (pages_per_range = 32)`,
      );
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`DROP TABLE "${table}"`);
    await queryRunner.query(
      `DELETE FROM "platform_settings" WHERE "key" IN ('metrics-rolled-up', 'metrics-lease')`,
    );
  }
}
