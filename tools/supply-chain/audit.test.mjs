// node --test tools/supply-chain/
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { findingsOf, judgeFindings, whyNoReport } from './audit.mjs';
import { LOCKS } from './locks.mjs';

const via = (severity, advisory = 'GHSA-aaaa-bbbb-cccc') => ({
  source: 1,
  name: 'deep',
  title: 'A hole',
  url: `https://github.com/advisories/${advisory}`,
  severity,
});
const reportOf = (severity, fixAvailable = true) => ({
  auditReportVersion: 2,
  vulnerabilities: {
    deep: {
      name: 'deep',
      severity,
      isDirect: false,
      via: [via(severity)],
      effects: ['middle'],
      fixAvailable,
    },
    middle: { name: 'middle', severity, isDirect: false, via: ['deep'], effects: ['top'], fixAvailable },
    top: { name: 'top', severity, isDirect: true, via: ['middle'], effects: [], fixAvailable },
  },
});
const found = (severity) => findingsOf(reportOf(severity)).map((finding) => ({ lock: 'x', ...finding }));
const exception = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  package: 'deep',
  reason: 'Not called.',
  until: '2026-06-30',
};

test('tells each advisory once, with the way to it and what mends it', () => {
  assert.deepEqual(findingsOf(reportOf('high')), [
    {
      package: 'deep',
      severity: 'high',
      advisory: 'GHSA-aaaa-bbbb-cccc',
      title: 'A hole',
      way: 'top > middle > deep',
      fix: 'npm update, then npm run lock',
    },
  ]);
  const major = { name: 'top', version: '2.0.0', isSemVerMajor: true };
  assert.equal(findingsOf(reportOf('high', major))[0].fix, 'top@2.0.0 (major)');
  assert.equal(findingsOf(reportOf('high', false))[0].fix, 'none yet');
});

test('ends with packages that affect each other', () => {
  const report = reportOf('high');
  report.vulnerabilities.top = { ...report.vulnerabilities.top, isDirect: false, effects: ['deep'] };
  assert.equal(findingsOf(report)[0].way, 'top > middle > deep');
});

test('fails at high and critical alone', () => {
  for (const severity of ['high', 'critical']) {
    assert.match(
      judgeFindings(found(severity), [], '2026-01-01')[0],
      new RegExp(`deep: ${severity}, GHSA-aaaa`),
    );
  }
  for (const severity of ['info', 'low', 'moderate']) {
    assert.deepEqual(judgeFindings(found(severity), [], '2026-01-01'), []);
  }
});

test('an exception holds until its end date, and not a day longer', () => {
  assert.deepEqual(judgeFindings(found('high'), [exception], '2026-06-30'), []);
  assert.match(
    judgeFindings(found('high'), [exception], '2026-07-01')[0],
    /its exception ended on 2026-06-30/,
  );
});

test('an exception is for one advisory and one package, complete, and needed', () => {
  const judged = (change) =>
    judgeFindings(found('high'), [{ ...exception, ...change }], '2026-01-01').join('\n');
  assert.match(judged({ advisory: 'GHSA-other' }), /update it[^]*nothing needs the exception of GHSA-other/);
  assert.match(judged({ package: 'top' }), /update it[^]*nothing needs/);
  assert.match(judged({ reason: '' }), /has no reason/);
  assert.match(judged({ until: 'soon' }), /no end date/);
  assert.match(judgeFindings([], [exception], '2026-01-01')[0], /nothing needs the exception/);
  // Where the registry was not asked, nothing is known of what is needed.
  assert.deepEqual(judgeFindings([], [exception], '2026-01-01', false), []);
});

test('knows a registry without an audit from a fault of npm', () => {
  assert.equal(whyNoReport(reportOf('high')), undefined);
  assert.match(whyNoReport({ statusCode: 405, message: '405 Method Not Allowed' }), /answered 405/);
  assert.match(whyNoReport({ message: 'request failed, reason: connect ECONNREFUSED' }), /ECONNREFUSED/);
  assert.throws(() => whyNoReport({ error: { code: 'ENOLOCK', summary: 'no lockfile' } }), /no lockfile/);
});

/** A checkout with one package in its lockfile, and a registry that answers the audit with `advisories`. */
async function withRegistry(advisories, run) {
  const root = mkdtempSync(join(tmpdir(), 'nora-audit.'));
  const version = { name: 'deep', version: '1.0.0', dist: { tarball: 'http://127.0.0.1/deep.tgz' } };
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request);
    if (request.method === 'GET') {
      response.end(
        JSON.stringify({ name: 'deep', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }),
      );
    } else if (advisories === null) response.writeHead(405).end();
    else {
      const body = Buffer.concat(chunks);
      const asked = JSON.parse(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify('deep' in asked ? advisories : {}));
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  try {
    const dependencies = { deep: '1.0.0' };
    const packages = {
      '': { name: 'x', version: '1.0.0', dependencies },
      'node_modules/deep': { version: '1.0.0' },
    };
    for (const { directory } of LOCKS) {
      const at = join(root, directory);
      mkdirSync(at, { recursive: true });
      writeFileSync(join(at, 'package.json'), JSON.stringify({ name: 'x', version: '1.0.0', dependencies }));
      writeFileSync(
        join(at, 'package-lock.json'),
        JSON.stringify({ name: 'x', lockfileVersion: 3, packages }),
      );
    }
    await run(root, `http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.close();
    rmSync(root, { recursive: true, force: true });
  }
}

function audit(root, registry, exceptions, ...more) {
  const file = join(root, 'exceptions.json');
  writeFileSync(file, JSON.stringify(exceptions));
  const program = resolve(import.meta.dirname, '../audit-packages.mjs');
  const child = spawn(process.execPath, [program, '--root', root, '--exceptions', file, ...more], {
    env: { ...process.env, npm_config_registry: registry, npm_config_cache: join(root, 'cache') },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  return new Promise((done) => child.on('close', (status) => done({ status, output })));
}

test('says in a line that a registry offers no audit, and fails where one is required', async () => {
  await withRegistry(null, async (root, registry) => {
    const skipped = await audit(root, registry, [exception]);
    assert.equal(skipped.status, 0, skipped.output);
    assert.match(skipped.output, /^audit skipped: nora: the registry answered 405 to the audit.*\n$/);
    assert.equal((await audit(root, registry, [], '--required')).status, 1);
  });
});

test('asks a registry by npm itself, and judges what it says', async () => {
  const advisories = { deep: [{ id: 1, ...via('critical'), vulnerable_versions: '<2.0.0' }] };
  await withRegistry(advisories, async (root, registry) => {
    const failed = await audit(root, registry, []);
    assert.equal(failed.status, 1, failed.output);
    assert.match(failed.output, /deep: critical, GHSA-aaaa-bbbb-cccc \(openclaw-runtime\): update it/);
    const excepted = await audit(root, registry, [{ ...exception, until: '2999-01-01' }], '--required');
    assert.equal(excepted.status, 0, excepted.output);
  });
  await withRegistry({}, async (root, registry) => {
    const clean = await audit(root, registry, [], '--required');
    assert.equal(clean.status, 0, clean.output);
    assert.match(clean.output, /audit: 0 advisories, 0 faults/);
  });
});
