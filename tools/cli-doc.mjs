// Writes docs/cli.md from the tree of commands: node tools/cli-doc.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { loadSources } from './load-sources.mjs';

const root = resolve(import.meta.dirname, '..');
const file = join(root, 'docs/cli.md');

const { createProgram, EXIT, EXIT_MEANINGS, AUDIT_EXIT_MEANINGS, MIGRATE_EXIT_MEANINGS } = await loadSources(
  root,
  ['program', 'remote/exit-codes', 'migrate/exit-codes', 'audit/exit-codes']
    .map((source) => `export * from './apps/cli/src/${source}';`)
    .join('\n'),
);
const text = await format(page(createProgram()), { ...(await resolveConfig(file)), parser: 'markdown' });
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/cli.md is out of date: run node tools/cli-doc.mjs');
  process.exit(1);
}

function page(program) {
  const groups = new Map();
  for (const command of visible(program)) {
    const title = (command.helpGroup() ?? 'Commands:').replace(/:$/, '');
    groups.set(title, [...(groups.get(title) ?? []), command]);
  }
  const codes = Object.entries(EXIT).map(([name, code]) => `| ${code} | ${cell(EXIT_MEANINGS[name])} |`);
  return `<!-- Written by tools/cli-doc.mjs from apps/cli/src/program.ts. -->

# Command line

\`./nora\` in a checkout starts and looks after Nora on this machine, and calls a running Nora, here or elsewhere. \`nora\` stands for it below. Every command has \`--help\`; every command that prints data has \`--json\`, which prints one JSON document, or one a line where things are told as they happen.

Sign in once with \`nora login\`. An API key acts within its workspace, as far as its scopes go ([api-keys.md](api-keys.md)); members, keys, budgets, the audit log and queues need an account (\`nora login --email\`). Programs set \`NORA_URL\` and \`NORA_API_KEY\`, and \`NORA_WORKSPACE\` where there are several, and need no login.

An agent is named by its name, its address, its id, or the beginning of one of them. What would be lost is asked for by name at a terminal, and needs \`--yes\` elsewhere.

## Exit codes

| code | meaning |
|---|---|
${codes.join('\n')}

\`agents exec\` ends with the code of the command. Two have codes of their own:

| command | code | meaning |
|---|---|---|
${ownCodes('migrate', MIGRATE_EXIT_MEANINGS)}
${ownCodes('audit verify', AUDIT_EXIT_MEANINGS)}

${[...groups].map(([title, commands]) => `## ${title}\n\n${commands.map((one) => describe(one)).join('\n\n')}`).join('\n\n')}
`;
}

/** Rows on a command whose codes are its own. */
function ownCodes(name, meanings) {
  return Object.entries(meanings)
    .map(([code, meaning]) => `| \`nora ${name}\` | ${code} | ${cell(meaning)} |`)
    .join('\n');
}

/** A command, or those nested in it. */
function describe(command, path = 'nora') {
  const name = `${path} ${command.name()}`;
  const nested = visible(command);
  if (nested.length > 0) {
    return `### ${name}\n\n${sentence(command.description())}\n\n${nested.map((one) => details(one, name, '####')).join('\n\n')}`;
  }
  return details(command, path, '###');
}

function details(command, path, mark) {
  const name = `${path} ${command.name()}`;
  const usage = command.usage().replace('[options]', '').replaceAll(/\s+/g, ' ').trim();
  const rows = [
    ...command.registeredArguments
      .filter(({ description }) => description)
      .map((one) => [`<${one.name()}>`, one]),
    ...command.options.filter(({ hidden }) => !hidden).map((option) => [option.flags, option]),
  ].map(([flags, one]) => `| \`${flags.replaceAll('|', '\\|')}\` | ${cell(meaning(one))} |`);
  const table =
    rows.length > 0 ? `\n\n| option or argument | what it is |\n|---|---|\n${rows.join('\n')}` : '';
  return `${mark} ${[name, usage].filter(Boolean).join(' ').replaceAll('<', '\\<')}\n\n${sentence(command.description())}${table}`;
}

function meaning({ description, argChoices, defaultValue, mandatory, negate }) {
  const choices = argChoices ? ` (${argChoices.join(', ')})` : '';
  const usual =
    defaultValue === undefined || negate || typeof defaultValue === 'boolean'
      ? ''
      : ` (default: ${defaultValue})`;
  return `${description}${choices}${usual}${mandatory ? ', **required**' : ''}`;
}

function visible(command) {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help');
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replaceAll('<', '\\<');
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<');
}
