import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Router, static as staticFiles, type Request, type Response } from 'express';
import { cspNonceOf } from '../platform/security-headers';

/** What the pages carry in the place of the word under which they may add styles. */
const NONCE_PLACEHOLDER = 'NORA_CSP_NONCE';

/** Address → directory below the root with the built pages; longer addresses first. */
const APPS = [
  { mount: '/admin', directory: 'admin/browser' },
  { mount: '/app', directory: 'operator/browser' },
  { mount: '/', directory: 'site/browser' },
];

/** File names with the hash of their content, e.g. `chunk-jp-5eEfW.js`: they never change. */
const HASHED = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

/** Serves the built pages; unknown paths of an application get its page, because it routes by itself. */
export function serveUis(root: string): Router {
  const router = Router({ strict: true });
  for (const { mount, directory } of APPS) {
    const files = join(root, directory);
    if (!existsSync(join(files, 'index.html'))) {
      throw new Error(`UI_ROOT has no ${directory}/index.html: build the pages first`);
    }
    if (mount !== '/') router.get(mount, (_request, response) => response.redirect(308, `${mount}/`));
    router.use(mount, application(files));
  }
  return router;
}

function application(files: string): Router {
  const page = readFileSync(join(files, 'index.html'), 'utf8');
  const router = Router();
  router.use(
    staticFiles(files, {
      index: false,
      redirect: false,
      setHeaders: (response, path) => response.setHeader('cache-control', cachingOf(path)),
    }),
  );
  router.use((request: Request, response: Response, next) => {
    const { originalUrl, method } = request;
    const isPage = (method === 'GET' || method === 'HEAD') && request.accepts('html') === 'html';
    // A missing script must not be answered with a page, and the API is not ours.
    if (!isPage || /^\/api(\/|$|\?)/.test(originalUrl) || /\.[a-z0-9]{2,5}$/i.test(request.path)) {
      next();
      return;
    }
    response.type('html').setHeader('cache-control', 'no-cache');
    response.end(page.replaceAll(NONCE_PLACEHOLDER, cspNonceOf(response)));
  });
  return router;
}

function cachingOf(path: string): string {
  return HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}
