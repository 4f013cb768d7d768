import type { Request } from 'express';

/** Requests whose handlers read the body as it comes, below the prefix of the API. */
const STREAMED: readonly { methods: readonly string[]; path: RegExp }[] = [
  { methods: ['PUT'], path: /^\/agents\/[^/]+\/files\/content\/?$/i },
];

/** Whether the body of a request is left to its handler. */
export function isStreamedBody({ method, path }: Pick<Request, 'method' | 'path'>): boolean {
  return STREAMED.some(({ methods, path: pattern }) => methods.includes(method) && pattern.test(path));
}
