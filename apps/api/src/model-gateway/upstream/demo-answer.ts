import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamedAnswer } from '@nora/outbound-http';
import { PIECE_PAUSE_MS, completion, completionChunks, readRequest } from '../../demo-provider/completion';
import type { AskedCall } from '../request/asked-call';
import { openaiRefusal } from '../shapes/openai-refusal';

/** What the built-in demo model answers: as any provider would, but from here. */
export function answerOfDemo({ body }: AskedCall, signal: AbortSignal): StreamedAnswer {
  const wanted = readRequest(JSON.parse(body.toString('utf8')));
  if (!wanted) {
    const message = 'The request must be a JSON object with “messages”.';
    return whole(400, openaiRefusal({ status: 400, code: 'invalid_request', message }));
  }
  if (!wanted.stream) return whole(200, completion(wanted));
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    body: events(completionChunks({ ...wanted, includeUsage: true }), signal),
    discard: () => Promise.resolve(),
  };
}

function whole(status: number, document: object): StreamedAnswer {
  const bytes = Buffer.from(JSON.stringify(document));
  const headers = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
  const body = Readable.from([bytes], { objectMode: false });
  return { status, headers, body, discard: () => Promise.resolve() };
}

async function* events(chunks: object[], signal: AbortSignal): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    yield Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`);
    await sleep(PIECE_PAUSE_MS, undefined, { signal });
  }
  yield Buffer.from('data: [DONE]\n\n');
}
