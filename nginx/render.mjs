// Writes nginx's configuration for one of the modes of the edge. Needs nothing but Node.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { SettingsError, hasCertificate, readSettings } from './settings.mjs';

const TEMPLATE = join(import.meta.dirname, 'nginx.conf.template');
const USAGE = `usage: node nginx/render.mjs [--output <file>]

Writes a configuration of nginx, to the standard output by default, as the environment says:
  NORA_EDGE_MODE        local (default), public (TLS of its own) or proxy (behind an external proxy)
  NORA_API_UPSTREAM     host:port of the API (api:8080)
  NORA_EDGE_LISTEN      port, or address:port, of HTTP (8080); several with commas
  NORA_EDGE_PAGES       directory with the pages (/usr/share/nora)
  public: NORA_DOMAIN, TLS_CERTIFICATE, TLS_KEY; ACME_WEBROOT; NORA_EDGE_TLS_LISTEN (8443)
  proxy:  TRUSTED_PROXIES
docs/nginx.md lists all of them.`;

/**
 * The configuration for these settings.
 * @param settings of `readSettings`
 */
export function render(settings) {
  return fill(readFileSync(TEMPLATE, 'utf8'), valuesOf(settings));
}

/**
 * A text whose blocks are decided and whose placeholders are filled.
 * @throws Error for a name without a value, and for a block that is not closed
 */
export function fill(template, values) {
  const open = [];
  const lines = [];
  for (const line of template.split('\n')) {
    if (line.startsWith('#@#')) continue;
    const [, word, condition = ''] = /^\s*#@ (if|else|end)((?: \w+)*)$/.exec(line) ?? [];
    if (word === 'if') {
      const names = condition.trim().split(' ');
      open.push(names.some((name) => Boolean(valueOf(values, name))));
    } else if (word === 'else') open.push(!open.pop());
    else if (word === 'end') {
      if (open.pop() === undefined) throw new Error('the template ends a block that it did not begin');
    } else if (open.every(Boolean)) lines.push(...filled(line, values));
  }
  if (open.length > 0) throw new Error('the template has a block without an end');
  return lines.join('\n').replace(/\n{3,}/g, '\n\n');
}

function filled(line, values) {
  const names = [...line.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
  const several = names.find((name) => Array.isArray(valueOf(values, name)));
  const write = (known) => line.replace(/\{\{(\w+)\}\}/g, (_whole, name) => String(valueOf(known, name)));
  if (several === undefined) return [write(values)];
  return values[several].map((member) => write({ ...values, [several]: member }));
}

function valueOf(values, name) {
  if (!(name in values)) throw new Error(`the template names "${name}", which has no value`);
  return values[name];
}

function valuesOf(settings) {
  const { mode, domain, accessLog, authPerMinute } = settings;
  const isPublic = mode === 'public';
  const certificate = isPublic && hasCertificate(settings);
  return {
    ...settings,
    public: isPublic,
    proxy: mode === 'proxy',
    certificate: certificate && settings.certificate,
    terminatesTls: certificate,
    servesPages: !isPublic || certificate,
    domain: domain?.host,
    origin: domain?.origin,
    accessLog: accessLog === 'off' ? '' : accessLog,
    authRetrySeconds: authPerMinute > 0 ? Math.ceil(60 / authPerMinute) : 0,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const { output, help } = parseArgs({
      options: { output: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    }).values;
    if (help) console.log(USAGE);
    else {
      const text = render(readSettings(process.env));
      if (output === undefined) process.stdout.write(text);
      else writeFileSync(output, text);
    }
  } catch (error) {
    const isUsage = error.code?.startsWith('ERR_PARSE_ARGS');
    console.error(isUsage ? `${error.message}\n${USAGE}` : error.message);
    process.exitCode = isUsage || error instanceof SettingsError ? 2 : 1;
  }
}
