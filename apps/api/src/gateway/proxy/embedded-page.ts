import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { DomainError } from '@nora/contracts';
import { gatewayBasePath } from '@nora/runtime-contract';
import type { Response } from 'express';

/** Bytes of a page that is rewritten. */
const LARGEST = 4 * 1024 * 1024;
/** Where OpenClaw's pages ask for what they are to know of the gateway. */
const PAGE_SETTINGS = /\/control-ui-config\.json(\?|$)/;

/**
 * Runs before the scripts of a page. A page with an origin of its own is refused what belongs to an origin; to
 * OpenClaw's pages each refusal is the end. So storage lasts as long as the page. Without SHA-512 they make no Ed25519
 * key: a page with a key of its own is a new device each time, which somebody would have to approve, where the identity
 * that Nora gives is enough.
 */
const SHIM = `(() => {
  const storage = () => {
    const kept = new Map();
    const methods = {
      getItem: (key) => kept.get(String(key)) ?? null,
      setItem: (key, value) => void kept.set(String(key), String(value)),
      removeItem: (key) => void kept.delete(String(key)),
      clear: () => kept.clear(),
      key: (index) => [...kept.keys()][index] ?? null,
    };
    return new Proxy(methods, {
      get: (_, name) => (name === 'length' ? kept.size : (methods[name] ?? kept.get(name))),
      set: (_, name, value) => (kept.set(name, String(value)), true),
      has: (_, name) => kept.has(name),
      deleteProperty: (_, name) => (kept.delete(name), true),
      ownKeys: () => [...kept.keys()],
      getOwnPropertyDescriptor: (_, name) =>
        kept.has(name) ? { value: kept.get(name), enumerable: true, configurable: true, writable: true } : undefined,
    });
  };
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(window, name, { value: storage(), configurable: true });
  }
  for (const name of ['indexedDB', 'caches']) {
    Object.defineProperty(window, name, { value: undefined, configurable: true });
  }
  delete Navigator.prototype.serviceWorker;
  const digest = crypto.subtle ? SubtleCrypto.prototype.digest : null;
  const withoutKeys = function (name, data) {
    const hash = String(name?.name ?? name).toUpperCase();
    return digest && hash !== 'SHA-512' ? digest.call(this, name, data) : Promise.reject(new Error('no keys here'));
  };
  if (digest) SubtleCrypto.prototype.digest = withoutKeys;
  else Object.defineProperty(crypto, 'subtle', { value: { digest: withoutKeys }, configurable: true });
  addEventListener('DOMContentLoaded', () => parent.postMessage('nora:page-shown', '*'));
})();`;

/** How a content security policy names the script that is added to pages. */
export const shimSource = `'sha256-${createHash('sha256').update(SHIM).digest('base64')}'`;

/** Whether an answer tells a page where the gateway is. */
export function isPage(path: string, type = ''): boolean {
  return /^text\/html\b/i.test(type) || (/^application\/json\b/i.test(type) && PAGE_SETTINGS.test(path));
}

/**
 * Sends a page with the gateway's base path replaced by the one under which the caller finds it.
 * @throws DomainError `runtime_refused` when it is too long
 */
export async function sendPage(
  source: Readable,
  response: Response,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST) throw new DomainError('runtime_refused', 'A page of the agent is too long.');
    pieces.push(piece);
  }
  const page = Buffer.concat(pieces)
    .toString('utf8')
    .replaceAll(gatewayBasePath(from), () => to);
  const isHtml = /^text\/html\b/i.test(String(response.getHeader('content-type')));
  const body = Buffer.from(isHtml ? withShim(page) : page);
  response.removeHeader('etag');
  response.setHeader('content-length', body.length);
  response.end(body);
}

function withShim(page: string): string {
  return page.replace(/<head\b[^>]*>/i, (head) => `${head}<script>${SHIM}</script>`);
}
