// Which licences packages have, judged by tools/supply-chain/licence-policy.json.
import { isAllowed } from './spdx.mjs';

const POLICY = 'tools/supply-chain/licence-policy.json';

/**
 * @param {{ lock: string, ships: boolean, packages: import('./locks.mjs').LockedPackage[] }[]} locks
 * @param {{ shipped: string[], tools: string[], exceptions: { package: string, license: string, reason: string }[] }} policy
 * @returns {{ rows: object[], faults: string[] }} every package, and what is wrong, each with what to do
 */
export function judgeLicences(locks, policy) {
  const shipped = new Set(policy.shipped);
  const tools = new Set([...policy.shipped, ...policy.tools]);
  const used = new Set();
  const faults = policy.exceptions
    .filter(({ reason }) => !reason?.trim())
    .map((exception) => `${POLICY}: the exception of ${exception.package} has no reason`);
  const rows = locks.flatMap(({ lock, ships, packages }) =>
    packages.map(({ name, version, license, dev }) => ({
      lock,
      name,
      version,
      license: license ?? null,
      ships: ships && !dev,
    })),
  );
  for (const row of rows) {
    const exception = policy.exceptions.find(
      (one) => matches(one.package, row.name) && one.license === row.license,
    );
    if (exception) used.add(exception);
    else {
      const fault = faultOf(row, row.ships ? shipped : tools);
      if (fault) faults.push(`${row.name}@${row.version} (${row.lock}) ${fault}`);
    }
  }
  for (const exception of policy.exceptions.filter((one) => !used.has(one))) {
    faults.push(
      `${POLICY}: no package needs the exception of ${exception.package} (${exception.license}): remove it`,
    );
  }
  return { rows, faults: [...new Set(faults)] };
}

function faultOf({ license, ships }, allowed) {
  if (license === null) {
    return `has no licence in the lockfile or in node_modules: install the packages, or look it up and add an exception to ${POLICY}`;
  }
  const remedy = `choose another package, or add an exception with its reason to ${POLICY}`;
  try {
    if (isAllowed(license, allowed)) return undefined;
  } catch {
    return `says “${license}”, which is no SPDX expression: ${remedy}`;
  }
  return `is licensed ${license}, which is not allowed ${ships ? 'in what ships' : 'for tools'}: ${remedy}`;
}

/** A name, or the beginning of names before a `*`. */
export const matches = (pattern, name) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/**
 * Compares the table of libraries in docs/adr/README.md with the direct dependencies.
 * @param {string} text of the document
 * @param {{ name: string, license: string }[]} direct
 * @returns {string[]} faults
 */
export function judgeTable(text, direct) {
  const rows = text
    .slice(text.indexOf('\n## Libraries'))
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.includes('`'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, names, license]) => ({ patterns: patternsIn(names), license }));
  const faults = direct.flatMap(({ name, license }) => {
    const row =
      rows.find(({ patterns }) => patterns.includes(name)) ??
      rows.find(({ patterns }) => patterns.some((pattern) => matches(pattern, name)));
    if (!row) return [`docs/adr/README.md: ${name} is not in the table of libraries`];
    const named = license
      .match(/[A-Za-z0-9][\w.+-]*/g)
      .filter((word) => !['AND', 'OR', 'WITH'].includes(word));
    return named.every((one) => row.license.includes(one))
      ? []
      : [`docs/adr/README.md: ${name} is ${license}, the table says ${row.license}`];
  });
  const gone = rows
    .flatMap(({ patterns }) => patterns)
    .filter((pattern) => !direct.some(({ name }) => matches(pattern, name)))
    .map((pattern) => `docs/adr/README.md: ${pattern} is in the table of libraries, but is no dependency`);
  return [...faults, ...gone];
}

/** `…/name` stands for the scope of the name before it. */
function patternsIn(cell) {
  let scope = '';
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => {
    const whole = name.startsWith('…/') ? `${scope}/${name.slice(2)}` : name;
    if (whole.includes('/')) scope = whole.split('/')[0];
    return whole;
  });
}
