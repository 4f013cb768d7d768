import { TestBed } from '@angular/core/testing';

import { ProblemError } from './problem';
import { SseClient, type SseMessage } from './sse-client';

const encoder = new TextEncoder();

function respond(chunks: string[], init: { status?: number } = {}) {
  const cancel = jest.fn().mockResolvedValue(undefined);
  let index = 0;
  const reader = {
    read: () =>
      Promise.resolve(
        index < chunks.length
          ? { done: false, value: encoder.encode(chunks[index++]) }
          : { done: true, value: undefined },
      ),
    cancel,
  };
  const status = init.status ?? 200;
  const response = {
    ok: status < 400,
    status,
    headers: new Map([['x-correlation-id', 'abc']]),
    body: { getReader: () => reader },
    text: () => Promise.resolve(chunks.join('')),
  };
  const fetch = jest.fn().mockResolvedValue(response);
  Object.assign(globalThis, { fetch });
  return { fetch, cancel };
}

async function readAll(client: SseClient): Promise<SseMessage[]> {
  const messages: SseMessage[] = [];
  const request = {
    url: '/x',
    method: 'POST' as const,
    body: { a: 1 },
    signal: new AbortController().signal,
  };
  for await (const message of client.stream(request)) messages.push(message);
  return messages;
}

describe('SseClient', () => {
  const client = () => TestBed.inject(SseClient);

  it('puts events together that arrive in pieces', async () => {
    respond(['event: del', 'ta\ndata: {"text":"he"}\n\nid: 7-1\nevent: delta\nda', 'ta: {"text":"llo"}\n\n']);
    expect(await readAll(client())).toEqual([
      { event: 'delta', data: { text: 'he' } },
      { event: 'delta', data: { text: 'llo' }, id: '7-1' },
    ]);
  });

  it('sends the header that a foreign page cannot send', async () => {
    const { fetch } = respond([]);
    await readAll(client());
    expect(fetch.mock.calls[0][1].headers).toMatchObject({ 'x-nora-csrf': '1' });
  });

  it('throws the problem document of a refusal', async () => {
    respond(['{"code":"agent_not_running"}'], { status: 409 });
    await expect(readAll(client())).rejects.toEqual(
      expect.objectContaining({ status: 409, body: '{"code":"agent_not_running"}', correlationId: 'abc' }),
    );
    await expect(readAll(client())).rejects.toBeInstanceOf(ProblemError);
  });

  it('lets go of the connection when the reader stops early', async () => {
    const { cancel } = respond(['event: a\ndata: 1\n\n', 'event: b\ndata: 2\n\n']);
    const request = { url: '/x', method: 'GET' as const, signal: new AbortController().signal };
    for await (const message of client().stream(request)) {
      expect(message.event).toBe('a');
      break;
    }
    expect(cancel).toHaveBeenCalled();
  });
});
