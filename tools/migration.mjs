// Compares the entities with the migrations, on the PostgreSQL of DATABASE_URL (an empty database):
//   node tools/migration.mjs check              fails when generating a migration would yield statements
//   node tools/migration.mjs generate <name>    writes the migration that is missing
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { decoratorMetadata, workspaceAlias } from './build-plugins.mjs';

const [command, name] = process.argv.slice(2);
const url = process.env.DATABASE_URL;
if (
  !['check', 'generate'].includes(command) ||
  (command === 'generate' && !/^[a-z][a-z0-9-]+$/.test(name ?? ''))
) {
  console.error('usage: DATABASE_URL=… node tools/migration.mjs check | generate <name-in-kebab-case>');
  process.exit(2);
}
if (!url) {
  console.error('DATABASE_URL must name an empty PostgreSQL database.');
  process.exit(2);
}

const root = resolve(import.meta.dirname, '..');
const outdir = mkdtempSync(join(root, 'node_modules/.cache-migration-'));
try {
  const bundle = join(outdir, 'domain.cjs');
  await build({
    entryPoints: [join(root, 'libs/server/domain/src/index.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    keepNames: true,
    alias: workspaceAlias(root),
    plugins: [decoratorMetadata],
  });
  const { createDataSource } = createRequire(import.meta.url)(bundle);
  const dataSource = await createDataSource(url).initialize();
  await dataSource.runMigrations();
  const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();
  await dataSource.destroy();
  if (command === 'check') check(upQueries);
  else write(upQueries, downQueries);
} finally {
  rmSync(outdir, { recursive: true, force: true });
}

function check(upQueries) {
  if (upQueries.length === 0) {
    console.log('The migrations and the entities agree.');
    return;
  }
  console.error('The entities have changed without a migration:');
  for (const { query } of upQueries) console.error(`  ${query}`);
  process.exitCode = 1;
}

function write(upQueries, downQueries) {
  if (upQueries.length === 0) {
    console.log('Nothing to generate.');
    return;
  }
  const folder = join(root, 'libs/server/domain/src/migrations');
  const stamp = Date.now();
  const className = name.replace(/(^|-)([a-z0-9])/g, (_, __, letter) => letter.toUpperCase()) + String(stamp);
  const statements = (queries) =>
    queries
      .map(({ query }) => `    await queryRunner.query(\`${query.replaceAll('`', '\\`')}\`);`)
      .join('\n');
  const file = `${stamp}-${name}`;
  writeFileSync(
    join(folder, `${file}.ts`),
    `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
  name = '${className}';

  async up(queryRunner: QueryRunner): Promise<void> {
${statements(upQueries)}
  }

  async down(queryRunner: QueryRunner): Promise<void> {
${statements([...downQueries].reverse())}
  }
}
`,
  );
  const index = join(folder, 'index.ts');
  const source = readFileSync(index, 'utf8')
    .replace(/^/, `import { ${className} } from './${file}';\n`)
    .replace(/\];/, `, ${className}];`)
    .replace('[, ', '[');
  writeFileSync(index, source);
  execFileSync(join(root, 'node_modules/.bin/prettier'), ['--write', folder]);
}
