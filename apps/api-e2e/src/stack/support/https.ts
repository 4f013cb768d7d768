import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An answer to a request over TLS. */
export interface SecureAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Makes a certificate for a domain, signed by itself, in files as docker/compose.public.yml wants them. */
export async function makeCertificate(directory: string, domain: string): Promise<string> {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const [key, certificate] = [join(directory, 'privkey.pem'), join(directory, 'fullchain.pem')];
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...[
      '-subj',
      `/CN=${domain}`,
      '-addext',
      `subjectAltName=DNS:${domain}`,
      '-keyout',
      key,
      '-out',
      certificate,
    ],
  ]);
  // The user of nginx is nobody here.
  chmodSync(key, 0o644);
  return readFileSync(certificate, 'utf8');
}

/** Sends a request to this machine as if the domain led here, and believes the given authority alone. */
export function askSecurely(
  { domain, port, authority }: { domain: string; port: number; authority: string },
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<SecureAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ host: '127.0.0.1', port, servername: domain, ca: authority, path, method },
        headers: { host: domain, ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}
