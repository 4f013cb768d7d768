import { DomainError } from '@nora/contracts';
import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express';

/** Largest JSON body, in bytes. */
export const JSON_BODY_LIMIT = 1024 * 1024;

/**
 * Reads JSON bodies; a body of any other type is refused with 415 instead of being passed over.
 * @param isStreamed tells requests whose handler reads the body itself, whatever its type
 */
export function jsonBody(isStreamed: (request: Request) => boolean = () => false): RequestHandler[] {
  const unlessStreamed =
    (handler: RequestHandler): RequestHandler =>
    (request, response, next) =>
      isStreamed(request) ? next() : handler(request, response, next);
  return [refuseOtherTypes, json({ limit: JSON_BODY_LIMIT, strict: true })].map(unlessStreamed);
}

function refuseOtherTypes(request: Request, _response: Response, next: NextFunction): void {
  const length = request.headers['content-length'];
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  if (hasBody && !request.is('application/json')) {
    throw new DomainError('unsupported_media_type', 'Send the body as application/json in UTF-8.');
  }
  next();
}
