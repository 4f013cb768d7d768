// Finds what a migration takes away from the release before it, which still runs while an upgrade goes on.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Migrations up to this one were released together, before there was anything to upgrade. */
const BEFORE_RELEASES = 1795587400000;

/** Statements after which a program of the release before fails. */
const CONTRACTIONS = [
  [/\bDROP\s+(TABLE|VIEW|FUNCTION|TYPE)\b/i, 'drops what the release before may use'],
  [/\bDROP\s+COLUMN\b/i, 'drops a column'],
  [/\bRENAME\s+(TO|COLUMN|CONSTRAINT|")/i, 'renames'],
  [/\bALTER\s+(COLUMN\s+)?"[^"]+"\s+(SET\s+DATA\s+)?TYPE\b/i, 'changes the type of a column'],
  [/\bSET\s+NOT\s+NULL\b/i, 'demands a value that the release before may leave out'],
  [
    /\bADD\s+(COLUMN\s+)?(IF\s+NOT\s+EXISTS\s+)?"[^"]+"\s(?![^,`'"]*\bDEFAULT\b)[^,`'"]*\bNOT\s+NULL\b(?![^,`"]*\bDEFAULT\b)/i,
    'adds a column that the release before leaves empty, and that must not be',
  ],
];

/**
 * What is wrong with a migration.
 * @param source text of its file
 * @returns a line for each fault; none where a comment `contract: <why it is safe now>` stands in it
 */
export function faultsOfMigration(source) {
  if (/\/\/\s*contract:\s*\S+/.test(source)) return [];
  const forward = withoutDown(source);
  return CONTRACTIONS.filter(([pattern]) => pattern.test(forward)).map(([, fault]) => fault);
}

/** Faults of all migrations of a folder that are younger than the first release. */
export function faultsOfFolder(folder) {
  return readdirSync(folder)
    .filter((name) => /^\d{13}-.+(?<!\.spec)\.ts$/.test(name) && Number(name.slice(0, 13)) > BEFORE_RELEASES)
    .flatMap((name) => {
      return faultsOfMigration(readFileSync(join(folder, name), 'utf8')).map((fault) => `${name} ${fault}`);
    });
}

/** A way back takes away what the way forward brought: that is no fault. */
function withoutDown(source) {
  const start = source.search(/\basync down\(/);
  if (start === -1) return source;
  const end = source.indexOf('\n  }', start);
  return source.slice(0, start) + (end === -1 ? '' : source.slice(end));
}
