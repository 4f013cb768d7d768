import { DomainError } from '@nora/contracts';
import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express';

/** Largest JSON body, in bytes. */
export const JSON_BODY_LIMIT = 1024 * 1024;

/** What is special about some bodies. */
export interface BodyRules {
  /** Requests whose handler reads the body itself, whatever its type. */
  isStreamed?: (request: Request) => boolean;
  /** Largest body of a request in bytes, where it is not the usual one. */
  limitOf?: (request: Request) => number | null;
}

/** Reads JSON bodies; a body of any other type is refused with 415 instead of being passed over. */
export function jsonBody({
  isStreamed = () => false,
  limitOf = () => null,
}: BodyRules = {}): RequestHandler[] {
  const unlessStreamed =
    (handler: RequestHandler): RequestHandler =>
    (request, response, next) =>
      isStreamed(request) ? next() : handler(request, response, next);
  const readers = new Map<number, RequestHandler>();
  const read: RequestHandler = (request, response, next) => {
    const limit = limitOf(request) ?? JSON_BODY_LIMIT;
    const reader = readers.get(limit) ?? json({ limit, strict: true });
    readers.set(limit, reader);
    reader(request, response, next);
  };
  return [refuseOtherTypes, read].map(unlessStreamed);
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
