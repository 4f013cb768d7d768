import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NoraClient } from './client';
import { followEvents } from './event-stream';
import { EXIT } from './exit-codes';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe('calls of a Nora', () => {
  let server: Server;
  let client: NoraClient;
  let answers: Answer[];
  let asked: IncomingMessage[];

  beforeEach(async () => {
    answers = [];
    asked = [];
    server = createServer((request, response) => {
      asked.push(request);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      request.resume();
      answer?.(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new NoraClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'nora_key');
  });
  afterEach(() => server.closeAllConnections());
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const json =
    (status: number, body: object, headers: Record<string, string> = {}): Answer =>
    (_request, response) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));

  it('are repeated with the same key while Nora is away or asks for patience', async () => {
    answers = [(request) => request.socket.destroy(), json(503, {}), json(200, { done: true })];
    await expect(client.call('POST', '/api/x', { body: {} })).resolves.toEqual({ done: true });
    expect(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(asked).toHaveLength(3);
  });

  it('are sent once where a second time would do it twice', async () => {
    answers = [(request) => request.socket.destroy()];
    await expect(client.call('POST', '/api/x', { body: {}, once: true })).rejects.toMatchObject({
      exitCode: EXIT.unreachable,
    });
    expect(asked).toHaveLength(1);
  });

  it.each([
    [401, EXIT.unauthenticated],
    [403, EXIT.forbidden],
    [404, EXIT.notFound],
    [409, EXIT.refused],
    [422, EXIT.refused],
    [500, EXIT.failed],
  ])('that are answered %d end with %d and say why', async (status, exitCode) => {
    answers = [json(status, { code: 'some_code', detail: 'So \u001b[31mit is.', correlationId: 'c-1' })];
    await expect(client.call('GET', '/api/x')).rejects.toMatchObject({
      ...{ exitCode, status, code: 'some_code', correlationId: 'c-1' },
      message: expect.stringContaining('So \ufffd[31mit is. (some_code)'),
    });
  });

  it('follow no redirect with the credential, and name the place', async () => {
    answers = [json(301, {}, { location: 'https://nora.example/api/x' })];
    await expect(client.call('GET', '/api/x')).rejects.toThrow(/nora.example/);
  });

  it('collect the pages of a list', async () => {
    answers = [json(200, { items: [1, 2], nextCursor: 'n' }), json(200, { items: [3], nextCursor: null })];
    await expect(client.list('/api/x')).resolves.toEqual([1, 2, 3]);
    expect(asked.map(({ url }) => url)).toEqual(['/api/x?limit=200', '/api/x?limit=200&cursor=n']);
  });

  it('take a stream up again behind the last event', async () => {
    const ending = new AbortController();
    const event =
      (id: number): Answer =>
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`id: ${id}\nevent: line\ndata: ${id}\n\n`);
        setTimeout(() => response.destroy(), 20);
      };
    answers = [event(1), event(2)];
    const seen: string[] = [];
    for await (const { data } of followEvents(client, '/api/x', { signal: ending.signal })) {
      seen.push(data);
      if (seen.length === 2) ending.abort();
    }
    expect(seen).toEqual(['1', '2']);
    expect(asked[1]?.headers['last-event-id']).toBe('1');
  });
});
