// Migrations expand in one release and contract in a later one (CONTRIBUTING.md).
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { faultsOfFolder, faultsOfMigration } from './expand.mjs';

const migration = (up, down = '') => `export class Some1 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`${up}\`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`${down}\`);
  }
}
`;

for (const statement of [
  'ALTER TABLE "agents" DROP COLUMN "slug"',
  'DROP TABLE "agents"',
  'ALTER TABLE "agents" RENAME TO "robots"',
  'ALTER TABLE "agents" RENAME COLUMN "slug" TO "handle"',
  'ALTER TABLE "agents" ALTER COLUMN "slug" TYPE text',
  'ALTER TABLE "agents" ALTER COLUMN "slug" SET NOT NULL',
  'ALTER TABLE "agents" ADD "colour" character varying(20) NOT NULL',
]) {
  test(`refuses ${statement}`, () => {
    assert.equal(faultsOfMigration(migration(statement)).length, 1);
    const marked = migration(statement).replace('await', '// contract: not read since 0.4\n    await');
    assert.deepEqual(faultsOfMigration(marked), []);
  });
}

for (const statement of [
  'CREATE TABLE "colours" ("id" uuid NOT NULL)',
  'ALTER TABLE "agents" ADD "colour" text',
  `ALTER TABLE "agents" ADD "colour" text NOT NULL DEFAULT 'blue'`,
  `ALTER TABLE "agents" ADD "colour" text DEFAULT 'blue' NOT NULL`,
  'CREATE INDEX "ix_agents_colour" ON "agents" ("colour") WHERE "colour" IS NOT NULL',
  'ALTER TABLE "agents" ADD CONSTRAINT "ck_agents_colour" CHECK ("colour" IS NOT NULL)',
]) {
  test(`lets ${statement} pass, with its way back`, () => {
    assert.deepEqual(faultsOfMigration(migration(statement, 'DROP TABLE "colours"')), []);
  });
}

test('every migration since the first release only expands, or says why it may contract', () => {
  const folder = resolve(import.meta.dirname, '../../libs/server/domain/src/migrations');
  assert.deepEqual(faultsOfFolder(folder), []);
});
