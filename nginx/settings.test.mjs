// node --test nginx/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, render } from './render.mjs';
import { SettingsError, readSettings } from './settings.mjs';

const faultsOf = (environment) => {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.faults;
  }
};

test('needs nothing where it runs beside the API', () => {
  const { mode, upstream, listen, bodyLimitMb, trustedProxies } = readSettings({ NORA_DOMAIN: '' });
  assert.deepEqual([mode, upstream, listen, bodyLimitMb], ['local', ['api:8080'], ['8080'], 64]);
  assert.deepEqual(trustedProxies, []);
});

test('names everything that is wrong at once', () => {
  const faults = faultsOf({
    NORA_EDGE_MODE: 'public',
    NORA_DOMAIN: 'nora_1.example.com',
    NORA_API_UPSTREAM: 'api',
    NORA_EDGE_LISTEN: '8080,99999',
    RATE_LIMIT_EDGE_AUTH: '-1',
    TLS_KEY: '/nowhere/key.pem',
    ACME_WEBROOT: '/nowhere',
  });
  assert.deepEqual(
    faults.map((fault) => fault.split(' ')[0]),
    [
      'NORA_DOMAIN',
      'ACME_WEBROOT',
      'NORA_API_UPSTREAM',
      'NORA_EDGE_LISTEN',
      'RATE_LIMIT_EDGE_AUTH',
      'TLS_CERTIFICATE',
    ],
  );
});

test('trusts no proxy that is not named exactly, and nobody at all outside the mode for it', () => {
  const proxy = (value) => faultsOf({ NORA_EDGE_MODE: 'proxy', TRUSTED_PROXIES: value });
  assert.deepEqual(proxy('10.0.0.0/8, 192.0.2.1,fd00::/8,::1'), []);
  for (const bad of [
    '10.0.0.0/33',
    '10.0.0/8',
    'fd00::/129',
    'proxy.example',
    '10.0.0.0/',
    '::1%eth0',
    ',',
    '',
  ]) {
    assert.equal(proxy(bad).length, 1, bad);
  }
  for (const everybody of ['0.0.0.0/0', '::/0']) assert.match(proxy(everybody)[0], /trusts everybody/);
  assert.match(faultsOf({ TRUSTED_PROXIES: '10.0.0.1' })[0], /only the mode proxy reads it/);
});

test('takes a certificate that no mode reads for a forgotten mode', () => {
  const faults = faultsOf({ TLS_CERTIFICATE: '/c.pem', TLS_KEY: '/k.pem' });
  assert.equal(faults.length, 2);
  assert.match(faults[0], /NORA_EDGE_MODE is local: only the mode public reads it/);
});

test('lets no value reach the configuration that could say more than a value', () => {
  const values = ['/tmp; root /', '/tmp"', "/tmp'", '/tmp${x}', '/tmp\n', '/tmp{', 'relative', '/tmp x'];
  for (const value of values) {
    if (value.trim() === '/tmp') continue;
    assert.equal(faultsOf({ NORA_EDGE_PAGES: value }).length, 1, value);
  }
  assert.equal(faultsOf({ NORA_API_UPSTREAM: 'api:80; include /etc/passwd' }).length, 1);
  assert.equal(faultsOf({ NORA_EDGE_USER: 'root; x' }).length, 1);
  assert.equal(faultsOf({ NORA_EDGE_MODE: 'proxy', TRUSTED_PROXIES: '10.0.0.1; x' }).length, 1);
});

test('lets the largest file of the API through, and more', () => {
  assert.match(render(readSettings({ FILES_UPLOAD_LIMIT_MB: '200' })), /client_max_body_size 214m;/);
  assert.match(render(readSettings({ GATEWAY_BODY_LIMIT_MB: '80' })), /client_max_body_size 94m;/);
});

test('takes the second limit of log-ins out where it is 0', () => {
  assert.doesNotMatch(render(readSettings({ RATE_LIMIT_EDGE_AUTH: '0' })), /limit_req|too_many/);
});

test('writes nothing of the template itself', () => {
  assert.doesNotMatch(render(readSettings({})), /#@|\{\{/);
});

test('decides blocks, and writes a line with a list once for each member', () => {
  const template =
    'a\n#@ if no yes\n  x {{list}} {{one}};\n  #@ if no\n  never\n  #@ else\n  else\n  #@ end\n#@ end';
  assert.equal(
    fill(template, { no: false, yes: true, list: ['1', '2'], one: 'o' }),
    'a\n  x 1 o;\n  x 2 o;\n  else',
  );
  assert.throws(() => fill('{{unknown}}', {}), /no value/);
  assert.throws(() => fill('#@ if a', { a: true }), /without an end/);
  assert.throws(() => fill('#@ end', {}), /did not begin/);
});
