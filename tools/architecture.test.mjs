// docs/architecture.md names every program and library that there is, and its diagram of states is the table.
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

test('every program and library has a row', () => {
  const named = [...page.matchAll(/^\| `((?:apps|libs)\/[^`]+)`/gm)].flatMap(([, path]) =>
    alternatives(path),
  );
  const folders = ['apps', 'libs/server', 'libs/shared', 'libs/web'].flatMap((parent) =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${parent}/${name}`),
  );
  assert.deepEqual([...named].sort(), folders.sort());
});

test('the diagram shows how the status of an agent may change, and nothing else', async () => {
  const diagram = /stateDiagram-v2\n(.*?)```/s.exec(page)?.[1] ?? '';
  const inside = /state settled \{\n(.*?)\n *\}/s.exec(diagram)?.[1] ?? '';
  const settled = [...new Set(arrows(inside).flat())];
  const each = (state) => (state === 'settled' ? settled : [state]);
  const drawn = arrows(diagram)
    .filter(([from]) => from !== '[*]')
    .flatMap(([from, to]) => each(from).flatMap((one) => each(to).map((other) => `${one} → ${other}`)));
  const { AGENT_TRANSITIONS } = await loadStates();
  const known = Object.entries(AGENT_TRANSITIONS).flatMap(([from, all]) =>
    all.map((to) => `${from} → ${to}`),
  );
  assert.deepEqual(drawn.sort(), known.sort());
});

/** `apps/{a,b}-e2e` as each of its two. */
function alternatives(path) {
  const [, before, list, after] = /^(.*)\{(.*)\}(.*)$/.exec(path) ?? [];
  return list === undefined ? [path] : list.split(',').map((one) => `${before}${one}${after}`);
}

function arrows(text) {
  return [...text.matchAll(/^ *(\[\*\]|\w+) --> (\w+)/gm)].map(([, from, to]) => [from, to]);
}

async function loadStates() {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'libs/shared/contracts/src/states.ts')],
    ...{ bundle: true, write: false, format: 'esm', platform: 'neutral', logLevel: 'warning' },
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
