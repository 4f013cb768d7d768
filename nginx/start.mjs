// Runs nginx for the edge: writes its configuration, starts it, takes up a certificate that has changed without a
// pause, and gives what is under way a moment when it is told to stop.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { readCertificate } from './certificate.mjs';
import { render } from './render.mjs';
import { SettingsError, readSettings } from './settings.mjs';

/** Says that the configuration is at fault (EX_CONFIG of sysexits.h), as Nora's programs do. */
const EX_CONFIG = 78;
const DAY_MS = 86_400_000;
const SOON_DAYS = 10;

const settings = settingsOrEnd();
const file = join(settings.state, 'nginx.conf');
const argv = ['-e', 'stderr', '-p', settings.state, '-c', file];
const certificate = { digest: null, fault: null, warnedAt: 0 };

mkdirSync(settings.state, { recursive: true });
takeUpCertificate();
write();
const nginx = spawn('nginx', [...argv, '-g', 'daemon off;'], { stdio: ['ignore', 'inherit', 'inherit'] });
nginx.once('error', (error) => {
  log('error', `nginx cannot be started: ${error.message}`);
  process.exit(1);
});
nginx.once('exit', (code, signal) => {
  if (signal !== null) log('error', `nginx was ended by ${signal}`);
  process.exit(code ?? 1);
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT']) process.on(signal, stop);
process.on('SIGHUP', () => void reload('asked to'));
if (settings.mode === 'public') setInterval(watch, settings.reloadSeconds * 1_000);

function settingsOrEnd() {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    return process.exit(EX_CONFIG);
  }
}

/** The key's place is no secret, and neither is anything else that is written here. */
function write() {
  writeFileSync(file, render(settings));
}

function watch() {
  if (takeUpCertificate()) void reload('the certificate has changed');
}

/**
 * Whether there is a certificate that nginx has not got. Of two files one is replaced before the other: until they
 * belong together nginx keeps what it has.
 */
function takeUpCertificate() {
  if (settings.mode !== 'public') return false;
  try {
    const { digest, validTo, isFor } = readCertificate(settings);
    certificate.fault = null;
    warnOfEnd(validTo);
    if (digest === certificate.digest) return false;
    certificate.digest = digest;
    log('info', `the certificate is valid until ${validTo.toISOString()}`);
    const { host } = settings.domain;
    if (!isFor(host)) log('warn', `the certificate is not for ${host}: browsers will refuse it`);
    return true;
  } catch (error) {
    const fault = `${error.setting} ${error.message}`;
    if (fault !== certificate.fault) log('warn', fault);
    certificate.fault = fault;
    return false;
  }
}

function warnOfEnd(validTo) {
  const days = Math.floor((validTo.getTime() - Date.now()) / DAY_MS);
  if (days >= SOON_DAYS || Date.now() - certificate.warnedAt < DAY_MS) return;
  certificate.warnedAt = Date.now();
  log('warn', days < 0 ? 'the certificate has expired' : `the certificate ends in ${days} days`);
}

/** New connections meet the new configuration; those that are open end as they would have. */
async function reload(why) {
  write();
  const refusal = await refusalOfNginx();
  if (refusal !== null) {
    log('error', `nginx keeps its configuration, because it refuses the new one: ${refusal}`);
    return;
  }
  nginx.kill('SIGHUP');
  log('info', `nginx begins with a new configuration: ${why}`);
}

/** The log is the standard output: nginx opens it for this too. */
async function refusalOfNginx() {
  const trial = spawn('nginx', ['-t', '-q', ...argv], { stdio: ['ignore', 'inherit', 'pipe'] });
  const [said, [code]] = await Promise.all([text(trial.stderr), once(trial, 'close')]);
  return code === 0 ? null : said.trim();
}

function stop() {
  nginx.kill('SIGQUIT');
  setTimeout(() => nginx.kill('SIGTERM'), settings.drainSeconds * 1_000).unref();
}

function log(level, message) {
  console.error(JSON.stringify({ time: new Date().toISOString(), level, service: 'edge', message }));
}
