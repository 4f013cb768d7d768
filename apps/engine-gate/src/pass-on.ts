import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { Admitted } from './admission';
import { eventsSeen } from './answers';
import type { Engine } from './engine';
import { readBounded } from './read-bounded';
import { EngineUnreachable, Refusal } from './refusal';
import { parseObject } from './shape';

export const MOST_BODY_BYTES = 262_144;
const MOST_ANSWER_BYTES = 33_554_432;
const BODY_WITHIN_MS = 10_000;
const SILENT_FOR_MS = 300_000;

/** Headers of answers that mean something to a client of the engine. */
const SHOWN = ['content-type', 'content-length', 'api-version', 'docker-experimental', 'ostype', 'server'];

/** Carries an admitted call to the engine and the answer back, both in streams. */
export async function passOn(
  engine: Engine,
  admitted: Admitted,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asking = await ask(engine, admitted, request);
  const giveUp = (): void => void asking.destroy();
  response.once('close', giveUp);
  try {
    const answer = await answerOf(asking, request, admitted);
    await tell(admitted, answer, response);
  } finally {
    response.off('close', giveUp);
    asking.destroy();
  }
}

async function ask(
  engine: Engine,
  { route, call, target }: Admitted,
  request: IncomingMessage,
): Promise<ClientRequest> {
  const { method, body } = route;
  if (body === 'tar') {
    const length = request.headers['content-length'];
    const framing: Record<string, string> =
      length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': length };
    return engine.open({ method, target, headers: { 'content-type': 'application/x-tar', ...framing } });
  }
  const text = await bodyOf(request);
  const sent = body ? await body(parseObject(text === '' ? '{}' : text), call) : null;
  const headers: Record<string, string> =
    sent === null
      ? method === 'POST'
        ? { 'content-length': '0' }
        : {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(sent)) };
  const asking = engine.open({ method, target, headers });
  asking.end(sent ?? undefined);
  return asking;
}

/**
 * Reads a body that is to be examined.
 * @throws Refusal 408, 413
 */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const timer = setTimeout(
    () => request.destroy(new Refusal('The body did not come in time.', 408)),
    BODY_WITHIN_MS,
  );
  try {
    return (await readBounded(request, MOST_BODY_BYTES)).toString('utf8');
  } finally {
    clearTimeout(timer);
  }
}

/** @throws EngineUnreachable */
async function answerOf(
  asking: ClientRequest,
  request: IncomingMessage,
  { route }: Admitted,
): Promise<IncomingMessage> {
  const answered = once(asking, 'response') as Promise<[IncomingMessage]>;
  if (route.body === 'tar') {
    request.setTimeout(SILENT_FOR_MS, () => request.destroy());
    request.once('end', () => request.setTimeout(0));
    // The engine may answer before it has read all; whoever waits for the answer learns of a fault.
    pipeline(request, asking).catch((error: Error) => asking.destroy(error));
  }
  try {
    const [answer] = await answered;
    return answer;
  } catch (error) {
    throw new EngineUnreachable(error);
  }
}

async function tell(
  { route, call }: Admitted,
  answer: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const status = answer.statusCode ?? 502;
  const headers: OutgoingHttpHeaders = {};
  for (const name of SHOWN) if (answer.headers[name] !== undefined) headers[name] = answer.headers[name];
  if (route.shows === undefined || status !== 200) {
    response.writeHead(status, headers).flushHeaders();
    await pipeline(answer, response);
    return;
  }
  delete headers['content-length'];
  if (route.shows === 'events') {
    response.writeHead(status, headers).flushHeaders();
    await pipeline(answer, eventsSeen(call.ownership), response);
    return;
  }
  const whole: unknown = JSON.parse((await readBounded(answer, MOST_ANSWER_BYTES)).toString('utf8'));
  const shown = JSON.stringify(route.shows(whole, call.ownership));
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(shown) }).end(shown);
}
