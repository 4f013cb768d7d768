import {
  request as httpRequest,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';

const PATIENCE_MS = 10_000;

export interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Address to ask from: all of 127.0.0.0/8 is this machine. */
  from?: string;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Begins a request. Certificates are the test's own, and every request has a connection of its own. */
export function begin(url: string, { method, headers, from }: Asked = {}): ClientRequest {
  const options: RequestOptions = { method, headers, localAddress: from, agent: false };
  return url.startsWith('https:')
    ? httpsRequest(url, { ...options, servername: new URL(url).hostname, rejectUnauthorized: false })
    : httpRequest(url, options);
}

/** Asks and waits for the head of the answer; a connection that says nothing for long is given up. */
export function open(url: string, asked: Asked = {}): Promise<IncomingMessage> {
  return new Promise((settle, reject) => {
    const request = begin(url, asked).once('response', settle).once('error', reject);
    request.setTimeout(PATIENCE_MS, () => request.destroy(new Error(`${url} says nothing`)));
    request.end(asked.body);
  });
}

/** Asks and reads the whole answer. */
export async function ask(url: string, asked: Asked = {}): Promise<Answer> {
  return read(await open(url, asked));
}

/** The rest of an answer. */
export async function read(response: IncomingMessage): Promise<Answer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  const { statusCode = 0, headers } = response;
  return { status: statusCode, headers, text: Buffer.concat(pieces).toString() };
}

/** The socket of a WebSocket, after the handshake. */
export function upgrade(url: string, headers: Record<string, string> = {}): Promise<Duplex> {
  return new Promise((settle, reject) => {
    const handshake = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    const request = begin(url, { headers: { ...handshake, ...headers } });
    request.once('upgrade', (_response, socket) => settle(socket));
    request.once('response', (response) => reject(new Error(`answered ${response.statusCode}`)));
    request.once('error', reject);
    request.end();
  });
}
