import type { Request } from 'express';
import { CHAT_BODY_LIMIT } from '../gateway/chat/attachments';

/** Requests whose handlers read the body as it comes, below the prefix of the API. */
const STREAMED: readonly { methods: readonly string[]; path: RegExp }[] = [
  { methods: ['PUT'], path: /^\/agents\/[^/]+\/files\/content\/?$/i },
  // What is passed on to the gateway of an agent; `chat` and `embed` alone are Nora's own.
  {
    methods: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'],
    path: /^\/agents\/[^/]+\/gateway(\/(?!(chat(\/.*)?|embed\/?)$).*)?$/i,
  },
];

const CHAT = /^\/agents\/[^/]+\/gateway\/chat\/?$/i;

type Seen = Pick<Request, 'method' | 'path'>;

/** Whether the body of a request is left to its handler. */
export function isStreamedBody({ method, path }: Seen): boolean {
  return STREAMED.some(({ methods, path: pattern }) => methods.includes(method) && pattern.test(path));
}

/** Bytes that a JSON body may have where it may be larger than usual: messages bring files along. */
export function bodyLimitOf({ method, path }: Seen): number | null {
  return method === 'POST' && CHAT.test(path) ? CHAT_BODY_LIMIT : null;
}
