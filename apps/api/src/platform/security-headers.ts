import { randomBytes } from 'node:crypto';
import helmet from 'helmet';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** Where the browsable API reference is. */
export const DOCS_PATH = '/api/docs';

/** The random word under which a page may add styles (Angular does for its components). */
export function cspNonceOf(response: Response): string {
  const known: unknown = response.locals['cspNonce'];
  if (typeof known === 'string') return known;
  const nonce = randomBytes(16).toString('base64');
  response.locals['cspNonce'] = nonce;
  return nonce;
}

/** Strict headers for everything; the API reference alone may write styles into its page. */
export function securityHeaders(publicUrl: string): RequestHandler {
  const https = publicUrl.startsWith('https:');
  const shared = { strictTransportSecurity: https, xFrameOptions: { action: 'deny' as const } };
  const directives = (styles: string[]) => ({
    defaultSrc: ["'none'"],
    baseUri: ["'self'"],
    connectSrc: ["'self'"],
    fontSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    // The pages of runtimes, each in an origin of its own.
    frameSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    manifestSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", ...styles],
    // Without TLS there is nothing to upgrade to, and browsers would break the page trying.
    upgradeInsecureRequests: https ? [] : null,
  });
  const docs = helmet({
    ...shared,
    contentSecurityPolicy: { useDefaults: false, directives: directives(["'unsafe-inline'"]) },
  });
  return (request: Request, response: Response, next: NextFunction) => {
    if (request.path.startsWith(DOCS_PATH)) {
      docs(request, response, next);
      return;
    }
    const nonce = `'nonce-${cspNonceOf(response)}'`;
    const contentSecurityPolicy = { useDefaults: false, directives: directives([nonce]) };
    helmet({ ...shared, contentSecurityPolicy })(request, response, next);
  };
}
