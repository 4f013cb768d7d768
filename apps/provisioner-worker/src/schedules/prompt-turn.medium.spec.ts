import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gatewayHeaderName } from '@nora/runtime-contract';
import { PromptTurn } from './prompt-turn';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe('PromptTurn', () => {
  const closing: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function ask(answer: Answer, signal = new AbortController().signal): Promise<string> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    const gateway = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    const prompt = { gateway, gatewayToken: 'token', sessionKey: 'nora:schedule:1', message: 'Hello?' };
    return new PromptTurn().ask(prompt, signal);
  }

  const say = (content: string) => JSON.stringify({ choices: [{ message: { content } }] });

  it('tells the agent the prompt in its conversation, as an editor', async () => {
    let seen: { headers: IncomingMessage['headers']; body: string } | undefined;
    const answer = await ask((request, response) => {
      void text(request).then((body) => {
        seen = { headers: request.headers, body };
        response.end(say('  Hello.\n'));
      });
    });
    expect(answer).toBe('Hello.');
    expect(seen?.headers['x-openclaw-session-key']).toBe('nora:schedule:1');
    expect(seen?.headers[gatewayHeaderName('token')]).toBe('editor@nora.local');
    expect(JSON.parse(seen?.body ?? '')).toMatchObject({ messages: [{ role: 'user', content: 'Hello?' }] });
  });

  it.each<[string, Answer, string]>([
    ['an error', (_, response) => response.writeHead(500).end('secret of the runtime'), 'status 500'],
    ['that it knows nobody', (_, response) => response.writeHead(401).end(), 'Redeploy it'],
    [
      'a redirect',
      (_, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
      'status 302',
    ],
    ['nothing', (_, response) => response.end(say(' ')), 'with nothing'],
    ['what is no JSON', (_, response) => response.end('<html>'), 'cannot be read'],
    ['without end', (_, response) => void flood(response), 'too long'],
  ])('is refused where the agent answers %s', async (_what, answer, detail) => {
    const fault: unknown = await ask(answer).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'runtime_refused', message: expect.stringContaining(detail) });
    expect(String(fault)).not.toContain('secret');
  });

  it('fails where the connection breaks off', async () => {
    const asked = ask((request) => request.socket.destroy());
    await expect(asked).rejects.toMatchObject({ code: 'runtime_unreachable' });
  });

  it('ends the turn when it is called off', async () => {
    let ended = false;
    const calledOff = new AbortController();
    const asked = ask((_, response) => {
      response.on('close', () => (ended = true));
      calledOff.abort(new Error('enough'));
    }, calledOff.signal);
    await expect(asked).rejects.toThrow('enough');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(ended).toBe(true);
  });
});

function flood(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
  };
  response.on('drain', more);
  more();
}
