// Writes docs/api.md from the OpenAPI document, the tables of permissions and error codes, and what is written above
// each handler: node tools/api-doc.mjs [--check]
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { loadSources } from './load-sources.mjs';

const root = resolve(import.meta.dirname, '..');
const file = join(root, 'docs/api.md');
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const { paths } = JSON.parse(readFileSync(join(root, 'libs/web/api-client/openapi.json'), 'utf8'));
const { ERROR_STATUS, EVENT_TYPES, WORKSPACE_PERMISSIONS, isPlatformPermission, scopeFor } =
  await loadSources(root, `export * from './libs/shared/contracts/src/index.ts'`);
const sentences = handlerSentences(join(root, 'apps/api/src'));

const head = readFileSync(join(root, 'tools/api-doc.head.md'), 'utf8')
  .replace('<!-- codes -->', () => codes())
  .replace('<!-- events -->', () => EVENT_TYPES.map((type) => `\`${type}\``).join(', '));
const text = await format(
  `<!-- Written by tools/api-doc.mjs from libs/web/api-client/openapi.json and tools/api-doc.head.md. -->\n\n${head}\n${operations()}\n`,
  { ...(await resolveConfig(file)), parser: 'markdown' },
);

if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/api.md is out of date: run node tools/api-doc.mjs');
  process.exitCode = 1;
}

function operations() {
  const groups = new Map();
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS.filter((one) => item[one])) {
      const [tag] = item[method].tags;
      groups.set(tag, [...(groups.get(tag) ?? []), row(method, path, item[method])]);
    }
  }
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(
      ([tag, rows]) =>
        `### ${tag}\n\n| operation | permission | scope of a key | what it does |\n|---|---|---|---|\n${rows.join('\n')}`,
    )
    .join('\n\n');
}

function row(method, path, { operationId, 'x-nora-permission': permission, parameters }) {
  const sentence = sentences.get(operationId);
  if (!sentence) throw new Error(`nothing is written above the handler ${operationId}`);
  const repeatable = parameters.some(({ name }) => name === 'Idempotency-Key') ? ' ↻' : '';
  return `| \`${method.toUpperCase()} ${path}\`${repeatable} | ${who(permission)} | ${scope(permission)} | ${cell(sentence)} |`;
}

function who(permission) {
  if (permission === undefined) return 'everybody';
  if (isPlatformPermission(permission)) return `\`${permission}\`, platform admin`;
  const rule = WORKSPACE_PERMISSIONS[permission];
  return `\`${permission}\`, ${rule ? rule.role : 'every account'}`;
}

function scope(permission) {
  if (permission === undefined) return '';
  const needed = scopeFor(permission);
  return needed === null ? 'refused' : `\`${needed}\``;
}

function codes() {
  const byStatus = new Map();
  for (const [code, status] of Object.entries(ERROR_STATUS)) {
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\``]);
  }
  const rows = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, all]) => `| ${status} | ${all.join(', ')} |`);
  return `| status | codes |\n|---|---|\n${rows.join('\n')}`;
}

/** What is written above each method of a controller, by its name, which is the id of its operation. */
function handlerSentences(folder) {
  const found = new Map();
  for (const name of readdirSync(folder, { recursive: true }).filter((one) =>
    one.endsWith('.controller.ts'),
  )) {
    const source = ts.createSourceFile(
      name,
      readFileSync(join(folder, name), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node) => {
      if (ts.isMethodDeclaration(node)) {
        const [comment] = ts.getJSDocCommentsAndTags(node);
        const said = ts.getTextOfJSDocComment(comment?.comment);
        if (said) found.set(node.name.getText(), said.replaceAll(/\s+/g, ' ').trim());
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

function cell(value) {
  return value.replaceAll('|', '\\|').replaceAll('<', '\\<');
}
