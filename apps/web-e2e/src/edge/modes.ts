import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startEdge, type Edge } from '../nginx-edge';

const CHECKOUT = resolve(__dirname, '../../../..');

export const MODES = ['local', 'public', 'proxy'] as const;
export type Mode = (typeof MODES)[number];

/** Where the external proxy is in the mode `proxy`; a client that asks from elsewhere is anybody. */
export const TRUSTED_PROXY = '127.0.0.2';

/** Files of one test: pages, certificates, a webroot for ACME. */
export class Places {
  readonly directory = mkdtempSync(join(tmpdir(), 'nora-edge-places-'));
  readonly pages = join(this.directory, 'pages');
  readonly webroot = join(this.directory, 'acme');
  readonly certificate = join(this.directory, 'fullchain.pem');
  readonly key = join(this.directory, 'privkey.pem');

  constructor() {
    mkdirSync(this.webroot);
    for (const place of ['.', 'app', 'admin']) {
      mkdirSync(join(this.pages, place), { recursive: true });
      writeFileSync(
        join(this.pages, place, 'index.html'),
        '<!doctype html><style nonce="NORA_CSP_NONCE"></style>',
      );
      writeFileSync(join(this.pages, place, 'main-ABCD1234.js'), `// ${'x'.repeat(4_096)}`);
    }
    cpSync(join(CHECKOUT, 'nginx/pages'), join(this.pages, 'pages'), { recursive: true });
  }

  /** Writes a fresh certificate for localhost, first the one file and then the other. */
  makeCertificate(serial: number): void {
    const argv = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const about = ['-days', '30', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-set_serial', String(serial), '-keyout', this.key, '-out', this.certificate];
    execFileSync('openssl', [...argv, ...about, ...files], { stdio: 'ignore' });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Settings that make a mode of the edge. */
export function settingsOf(mode: Mode, places: Places): Record<string, string> {
  if (mode === 'local') return {};
  if (mode === 'proxy') return { NORA_EDGE_MODE: mode, TRUSTED_PROXIES: `${TRUSTED_PROXY}/32,10.0.0.0/8` };
  return {
    NORA_EDGE_MODE: mode,
    NORA_DOMAIN: 'localhost:{port}',
    TLS_CERTIFICATE: places.certificate,
    TLS_KEY: places.key,
    TLS_RELOAD_SECONDS: '1',
    ACME_WEBROOT: places.webroot,
  };
}

/** An edge in a mode, with small pages; `origin` is what browsers type. */
export async function startMode(
  mode: Mode,
  upstream: string,
  places: Places,
  settings: Record<string, string> = {},
): Promise<Edge & { origin: string }> {
  const edge = await startEdge(upstream, {
    pages: places.pages,
    settings: { ...settingsOf(mode, places), ...settings },
  });
  return { ...edge, origin: mode === 'public' ? edge.tlsUrl : edge.url };
}
