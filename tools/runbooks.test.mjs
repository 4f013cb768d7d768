// Every check and every alert has its section in docs/runbooks.md, every section is somebody's, and every metric of
// an alert exists.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { parse } from 'yaml';
import { loadSources } from './load-sources.mjs';

const root = resolve(import.meta.dirname, '..');
const read = (path) => readFileSync(join(root, path), 'utf8');
const PAGE = 'docs/runbooks.md';

const page = read(PAGE);
/** The text of each section by the anchor that a renderer of Markdown gives its heading. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((part) => [part.split('\n', 1)[0].toLowerCase().replaceAll(' ', '-'), part]),
);
const alerts = parse(read('observability/alerts.yml')).groups.flatMap(({ rules }) => rules);
const { checks, checkNames, runbookOf } = await loadChecks();
const used = new Map([
  ...checks.map(({ id }) => [`health check ${id}`, runbookOf(id)]),
  ...checkNames.map((name) => [`doctor check ${name}`, runbookOf(name)]),
  ...alerts.map(({ alert, annotations }) => [`alert ${alert}`, annotations.runbook]),
]);

test('every check and alert has its section', () => {
  assert.ok(
    checks.length >= 16 && checkNames.length >= 10 && alerts.length >= 10,
    'all of them are looked at',
  );
  for (const [what, runbook] of used) {
    const [file, anchor] = (runbook ?? '').split('#');
    assert.equal(file, PAGE, `${what} names ${runbook}`);
    assert.ok(sections.has(anchor), `${what}: ${PAGE} has no section ${anchor}`);
  }
});

test('every section is that of a check or an alert', () => {
  const anchors = new Set([...used.values()].map((runbook) => runbook.split('#')[1]));
  assert.deepEqual(
    [...sections.keys()].filter((anchor) => !anchors.has(anchor)),
    [],
  );
});

test('every section says what it means, how to look, what to do and when it is over', () => {
  const parts = ['**What it means.**', '**How to look.**', '**What to do.**', '**It is over when**'];
  for (const [anchor, text] of sections) {
    const places = parts.map((part) => text.indexOf(part));
    assert.ok(!places.includes(-1), `${anchor} lacks a part`);
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
      `${anchor} has another order`,
    );
  }
});

test('every metric and label of an alert exists', async () => {
  const known = await metrics();
  for (const { alert, expr } of alerts) {
    const named = [...expr.matchAll(/\b((?:nora|nodejs|process)_[a-z0-9_]+)(?:\{([^}]*)\})?/g)];
    assert.ok(named.length > 0, `${alert} reads no metric`);
    for (const [, name, selector = ''] of named) {
      const labels = known.get(name) ?? known.get(name.replace(/_(bucket|count|sum)$/, ''));
      assert.ok(labels, `${alert}: there is no metric ${name}`);
      for (const [, label] of selector.matchAll(/([a-z_]+)\s*[=!]/g)) {
        assert.ok(labels.includes(label), `${alert}: ${name} has no label ${label}`);
      }
    }
    for (const [, list] of expr.matchAll(/\bby \(([^)]*)\)/g)) {
      for (const label of list.split(',').map((one) => one.trim())) {
        const isKnown = named.some(([, name]) =>
          [...(known.get(name.replace(/_(bucket|count|sum)$/, '')) ?? []), 'le'].includes(label),
        );
        assert.ok(isKnown, `${alert} groups by ${label}, which none of its metrics has`);
      }
    }
  }
});

/** Labels of each metric by its name: those of Nora from their source, those of the process from their library. */
async function metrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const found = new Map(
    (await registry.getMetricsAsJSON()).map(({ name }) => [name, ['service', 'kind', 'space', 'type']]),
  );
  const folder = 'libs/server/observability/src/metrics';
  for (const file of readdirSync(join(root, folder)).filter((name) => name.endsWith('-metrics.ts'))) {
    for (const [, name, rest] of read(join(folder, file)).matchAll(
      /name: '(nora_\w+)',([^}]*?)registers/gs,
    )) {
      const labels = /labelNames: \[([^\]]*)\]/.exec(rest)?.[1] ?? '';
      found.set(name, ['service', ...[...labels.matchAll(/'(\w+)'/g)].map(([, label]) => label)]);
    }
  }
  return found;
}

/** The checks themselves, asked for their names and for nothing else. */
async function loadChecks() {
  const loaded = await loadSources(
    root,
    `export { SecurityChecks } from './apps/api/src/admin/health/checks/security-checks';
     export { StoreChecks } from './apps/api/src/admin/health/checks/store-checks';
     export { SurroundingsChecks } from './apps/api/src/admin/health/checks/surroundings-checks';
     export { WorkChecks } from './apps/api/src/admin/health/checks/work-checks';
     export { CHECK_NAMES } from './apps/cli/src/doctor/check';
     export { runbookOf } from '@nora/contracts';
     export { DEPLOY_TARGETS } from '@nora/runtime-contract';`,
  );
  const adapters = { all: () => loaded.DEPLOY_TARGETS.map((target) => ({ target })) };
  const groups = [
    new loaded.StoreChecks(),
    new loaded.WorkChecks(),
    new loaded.SecurityChecks(),
    new loaded.SurroundingsChecks(adapters, { dataDir: root }),
  ];
  const registered = readdirSync(join(root, 'apps/api/src/admin/health/checks')).filter(
    (name) => !name.includes('.spec.'),
  );
  assert.equal(groups.length, registered.length, 'a group of checks is not looked at here');
  const checkNames = [...loaded.CHECK_NAMES, 'queue deployments'];
  return { checks: groups.flatMap((one) => one.checks()), checkNames, runbookOf: loaded.runbookOf };
}
