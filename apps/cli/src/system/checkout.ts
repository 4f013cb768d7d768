import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { CliError } from './errors';

/** Where this command line's own checkout lies. */
export const CHECKOUT = resolve(process.env['NORA_ROOT'] ?? join(__dirname, '..', '..', '..'));

/** Built programs and pages. Tests of the supervisor point it at programs of their own. */
export const DIST = resolve(process.env['NORA_DIST'] ?? join(CHECKOUT, 'dist', 'apps'));

export const MODULES = join(CHECKOUT, 'node_modules');

/** The built main file of a program. */
export function programFile(name: string): string {
  const file = join(DIST, name, 'main.js');
  if (!existsSync(file)) {
    throw new CliError(
      `${name} is not built (${file} is missing): run ./nora up, which builds what is stale`,
    );
  }
  return file;
}

/** The full path of a program on PATH, or null. */
export function findOnPath(name: string, path = process.env['PATH'] ?? ''): string | null {
  for (const directory of path.split(delimiter)) {
    if (directory === '') continue;
    const file = join(directory, name);
    if (existsSync(file)) return file;
  }
  return null;
}
