// What stands in a page for something that differs from one machine to another, and what a run puts there.

/** `<this repository>`, `<your name>`: somebody has to fill it in. */
const PLACEHOLDER = /<[a-z]+(?:[ -][a-z]+)*>/;

/**
 * @typedef {object} Substitution
 * @property {string} written as people read it
 * @property {RegExp} [pattern] where it stands, when that is not everywhere it is written
 * @property {string} run what is put in its place
 * @property {string} why
 *
 * @param {import('./read-page.mjs').Block[]} blocks
 * @param {Substitution[]} substitutions
 * @returns {{ blocks: (import('./read-page.mjs').Block & { run: string })[], faults: string[] }}
 */
export function substitute(blocks, substitutions) {
  const used = new Set();
  const faults = [];
  const done = blocks.map((block) => {
    if (block.reason !== null) return { ...block, run: '' };
    let run = block.text;
    for (const one of substitutions) {
      const next = run.replaceAll(one.pattern ?? one.written, () => one.run);
      if (next !== run) used.add(one);
      run = next;
    }
    const open = PLACEHOLDER.exec(run)?.[0] ?? (run.includes('…') ? '…' : null);
    if (open !== null) faults.push(`${block.page}:${block.line}: nothing is put in the place of ${open}`);
    return { ...block, run };
  });
  for (const one of substitutions) {
    if (!used.has(one)) faults.push(`the substitution of “${one.written}” is used by no block`);
  }
  return { blocks: done, faults };
}
