import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request the model was asked to answer. */
export interface ModelCall {
  authorization: string | undefined;
  /** Text of the last message a person wrote. */
  prompt: string;
  /** Text of every message a person wrote, oldest first. */
  history: string[];
  /** Whether the caller hung up before the answer was complete. */
  aborted: boolean;
}

interface ChatMessage {
  role: string;
  content: string | { text?: string }[];
}

/** Marks messages OpenClaw adds for itself; a model that repeats one makes it fail the turn. */
const INTERNAL_CONTEXT = 'OPENCLAW_INTERNAL_CONTEXT';

/**
 * A deterministic model behind the OpenAI chat completions protocol, for tests. It answers
 * "You said: <prompt>" word by word; a prompt that holds "slowly" gets a long answer of about ten seconds.
 */
export class DemoModel {
  readonly calls: ModelCall[] = [];
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request, response).catch(() => response.destroy());
  });

  async listen(host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(0, host, resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const piece of request) body += String(piece);
    if (request.method !== 'POST' || request.url !== '/llm/v1/chat/completions') {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'There is only /llm/v1/chat/completions.' } }));
      return;
    }
    const { messages } = JSON.parse(body) as { messages: ChatMessage[] };
    const history = messages
      .filter(({ role }) => role === 'user')
      .map(textOf)
      .filter((text) => !text.includes(INTERNAL_CONTEXT));
    const prompt = history.at(-1) ?? '';
    const call: ModelCall = { authorization: request.headers.authorization, prompt, history, aborted: false };
    this.calls.push(call);
    response.on('close', () => (call.aborted = !response.writableFinished));
    await stream(response, prompt);
  }
}

async function stream(response: ServerResponse, prompt: string): Promise<void> {
  const slow = prompt.includes('slowly');
  const words = slow ? Array.from({ length: 100 }, (_, index) => `word${index} `) : prompt.split(/(?<= )/);
  const chunk = (delta: object, finish: string | null): string =>
    `data: ${JSON.stringify({
      ...{ id: 'chatcmpl-demo', object: 'chat.completion.chunk', created: 1, model: 'demo-1' },
      choices: [{ index: 0, delta, finish_reason: finish }],
    })}\n\n`;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.write(chunk({ role: 'assistant', content: 'You said: ' }, null));
  for (const word of words) {
    if (response.destroyed) return;
    response.write(chunk({ content: word }, null));
    await sleep(slow ? 100 : 10);
  }
  response.write(chunk({}, 'stop'));
  response.write(
    `data: ${JSON.stringify({
      ...{ id: 'chatcmpl-demo', object: 'chat.completion.chunk', created: 1, model: 'demo-1', choices: [] },
      usage: { prompt_tokens: 10, completion_tokens: words.length, total_tokens: 10 + words.length },
    })}\n\n`,
  );
  response.end('data: [DONE]\n\n');
}

function textOf({ content }: ChatMessage): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join(' ');
}
