/** Name of the HttpOnly session cookie. */
export const SESSION_COOKIE = 'nora_session';
/** Name of the HttpOnly cookie that lets a browser open the pages of one agent's gateway, and nothing else. */
export const EMBED_COOKIE = 'nora_embed';
/** Header a browser must send with every unsafe request. Its value is not looked at, its presence is. */
export const CSRF_HEADER = 'x-nora-csrf';
/** Header that carries the correlation id both ways. */
export const CORRELATION_HEADER = 'x-correlation-id';
/** Redis channel on which an API replica is woken after events were committed. */
export const EVENTS_CHANNEL = 'nora:events';
/** Header that makes a mutating call safe to repeat for 24 hours. */
export const IDEMPOTENCY_HEADER = 'idempotency-key';
