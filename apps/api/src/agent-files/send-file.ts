import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';
import { isEtag } from './sidecar-answers';

const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';
const ARCHIVE = 'application/gzip';

/**
 * Heads an answer that carries what an agent wrote: saved rather than shown, of no type that a browser would run, and
 * without any right should one show it all the same. Nothing is taken over from the sidecar unchecked.
 * @param name what it is called when it is saved
 */
export function headContent(response: Response, source: IncomingMessage, name: string): void {
  const { headers, statusCode } = source;
  const type = headers['content-type'];
  const isArchive = type === ARCHIVE;
  response.status(statusCode === 206 ? 206 : 200);
  response.attachment(isArchive ? `${name}.tar.gz` : name);
  response.setHeader('content-type', type === TEXT || isArchive ? type : BYTES);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-security-policy', "default-src 'none'; sandbox");
  const length = headers['content-length'];
  if (length !== undefined && /^\d{1,15}$/.test(length)) response.setHeader('content-length', length);
  if (isEtag(headers.etag)) response.setHeader('etag', headers.etag);
  if (headers['accept-ranges'] === 'bytes') response.setHeader('accept-ranges', 'bytes');
  const range = headers['content-range'];
  if (range !== undefined && /^bytes \d{1,15}-\d{1,15}\/\d{1,15}$/.test(range)) {
    response.setHeader('content-range', range);
  }
}
