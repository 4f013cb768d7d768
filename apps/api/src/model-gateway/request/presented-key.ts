import type { IncomingMessage } from 'node:http';

/** The key that a request bears, wherever its API puts it; null when there is none. */
export function presentedKey(request: IncomingMessage): string | null {
  const { authorization, 'x-api-key': anthropic, 'x-goog-api-key': google } = request.headers;
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  const query = (request.url ?? '').split('?', 2)[1];
  const key = bearer ?? anthropic ?? google ?? (query ? new URLSearchParams(query).get('key') : null);
  return typeof key === 'string' && key.length > 0 && key.length <= MOST_LENGTH ? key : null;
}

const MOST_LENGTH = 512;
