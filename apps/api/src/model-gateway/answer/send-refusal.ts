import type { ServerResponse } from 'node:http';
import type { ModelApi, Refusal } from '../shapes/model-api';
import { isEventStream } from './event-stream';

/** Refuses a call in the form of its API. In the middle of a stream, that is its last event. */
export function sendRefusal(response: ServerResponse, api: ModelApi, refusal: Refusal): void {
  if (response.destroyed) return;
  if (response.headersSent) {
    const isStream = isEventStream(response.getHeader('content-type'));
    if (isStream) response.end(api.refusalEvent(refusal));
    else response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(api.refusal(refusal)));
  response.writeHead(refusal.status, {
    ...{ 'content-type': 'application/json', 'content-length': body.length, 'cache-control': 'no-store' },
    ...retryAfter(refusal),
  });
  response.end(body);
}

/** Clients that try again by themselves must not do so before there is a point in it. */
function retryAfter({ status, resetsAt }: Refusal): Record<string, string> {
  if (status !== 429 && status !== 503) return status < 500 ? {} : { 'x-should-retry': 'true' };
  if (!resetsAt) return status === 429 ? { 'x-should-retry': 'false' } : { 'retry-after': '5' };
  return { 'retry-after': String(Math.max(1, Math.ceil((resetsAt.getTime() - Date.now()) / 1_000))) };
}
