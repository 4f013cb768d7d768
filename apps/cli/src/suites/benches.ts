import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CHECKOUT } from '../system/checkout';
import { CliError } from '../system/errors';

const DIRECTORY = join(CHECKOUT, 'bench');

/** Names of the scripts in `bench/`. */
export function benches(): string[] {
  if (!existsSync(DIRECTORY)) return [];
  return readdirSync(DIRECTORY)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => basename(name, '.mjs'))
    .sort();
}

/** @throws CliError that names the scripts there are */
export function benchFile(name: string): string {
  const known = benches();
  if (known.includes(name)) return join(DIRECTORY, `${name}.mjs`);
  throw new CliError(`there is no benchmark "${name}": ${known.join(', ') || 'bench/ holds none'}`);
}
