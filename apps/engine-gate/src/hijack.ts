import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Admitted } from './admission';
import type { Engine } from './engine';
import { MOST_BODY_BYTES } from './pass-on';
import { readBounded } from './read-bounded';
import { Refusal } from './refusal';
import { parseObject } from './shape';

const BODY_WITHIN_MS = 10_000;

/**
 * Hands a connection over to the engine: what follows the body is the input of a command, and its output comes back.
 * @throws Refusal, EngineUnreachable before anything was said to the client
 */
export async function takeOver(
  engine: Engine,
  { route, call, target }: Admitted,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const { upgrade, connection = '' } = request.headers;
  if (upgrade !== 'tcp' || connection.toLowerCase() !== 'upgrade' || typeof route.body !== 'function') {
    throw new Refusal('This upgrade is not what Nora sends.');
  }
  const { body, rest } = await bodyBefore(request, socket, head);
  const sent = await route.body(parseObject(body === '' ? '{}' : body), call);
  const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(sent)) };
  const said = await engine.hijack({ method: route.method, target, headers }, sent);
  if (!said.taken) {
    await relay(said.answer, socket);
    return;
  }
  const type = said.answer.headers['content-type'] ?? 'application/vnd.docker.raw-stream';
  socket.write(
    `HTTP/1.1 101 UPGRADED\r\nContent-Type: ${type}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`,
  );
  if (said.head.length > 0) said.socket.unshift(said.head);
  if (rest.length > 0) socket.unshift(rest);
  const ways = [pipeline(socket, said.socket), pipeline(said.socket, socket)];
  await Promise.allSettled(ways);
}

/**
 * The body of a request for an upgrade. Node leaves it on the connection, before whatever follows.
 * @throws Refusal 408, 411, 413
 */
async function bodyBefore(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<{ body: string; rest: Buffer }> {
  const { 'content-length': told = '0', 'transfer-encoding': coding } = request.headers;
  if (coding !== undefined || !/^\d{1,6}$/.test(told))
    throw new Refusal('An upgrade tells how long its body is.', 411);
  const length = Number(told);
  if (length > MOST_BODY_BYTES) throw new Refusal('The body is too long.', 413);
  let held = head;
  const signal = AbortSignal.timeout(BODY_WITHIN_MS);
  while (held.length < length) held = Buffer.concat([held, await nextPiece(socket, signal)]);
  return { body: held.subarray(0, length).toString('utf8'), rest: held.subarray(length) };
}

function nextPiece(socket: Duplex, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      socket.off('data', onData).off('close', onEnd).off('end', onEnd);
      signal.removeEventListener('abort', onEnd);
      socket.pause();
      act();
    };
    const onData = (piece: Buffer): void => settle(() => resolve(piece));
    const onEnd = (): void => settle(() => reject(new Refusal('The body did not come in time.', 408)));
    socket.on('data', onData).on('close', onEnd).on('end', onEnd);
    signal.addEventListener('abort', onEnd);
  });
}

/** The engine would not hand its connection over: its answer, and the end of this one. */
async function relay(answer: IncomingMessage, socket: Duplex): Promise<void> {
  const body = await readBounded(answer, MOST_BODY_BYTES);
  const head = [
    `HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}`,
    `Content-Type: ${answer.headers['content-type'] ?? 'application/json'}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]), () => socket.destroy());
}
