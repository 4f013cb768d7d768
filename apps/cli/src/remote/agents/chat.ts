import { createInterface } from 'node:readline/promises';
import { CliError } from '../../system/errors';
import type { NoraClient } from '../client';
import { connect, type RemoteOptions } from '../connect';
import { readEvents } from '../event-stream';
import { EXIT } from '../exit-codes';
import { plainLine, plainText } from '../plain-text';
import { findAgent } from './find-agent';

interface ChatOptions extends RemoteOptions {
  session?: string;
}

/** Says one thing and prints the answer, or goes on as long as somebody types. */
export async function chat(reference: string, text: string, options: ChatOptions): Promise<void> {
  const connection = connect(options);
  const agent = await findAgent(connection, reference);
  const conversation = new Conversation(connection.client, agent.id, options);
  if (text === '-') await conversation.say(await all(process.stdin));
  else if (text !== '') await conversation.say(text);
  else await talk(conversation);
}

async function talk(conversation: Conversation): Promise<void> {
  if (!process.stdin.isTTY)
    throw new CliError('say what to tell the agent, or - to read it from a pipe', EXIT.usage);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  reader.setPrompt('> ');
  reader.prompt();
  try {
    for await (const line of reader) {
      if (line.trim() !== '') await conversation.say(line);
      reader.prompt();
    }
  } finally {
    reader.close();
  }
}

/** Turns of one conversation. */
class Conversation {
  private sessionKey: string | undefined;
  private readonly json: boolean;

  constructor(
    private readonly client: NoraClient,
    private readonly agentId: string,
    { session, json }: ChatOptions,
  ) {
    this.sessionKey = session;
    this.json = json === true;
  }

  /**
   * One turn. Ctrl-C ends it at the agent too.
   * @throws CliError when the agent could not answer
   */
  async say(message: string): Promise<void> {
    const stop = new AbortController();
    const interrupt = (): void => stop.abort();
    process.once('SIGINT', interrupt);
    try {
      const response = await this.client.stream('POST', `/api/agents/${this.agentId}/gateway/chat`, {
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        payload: JSON.stringify({
          message,
          ...(this.sessionKey !== undefined && { sessionKey: this.sessionKey }),
        }),
        signal: stop.signal,
      });
      for await (const { event, data } of readEvents(response)) this.take(event, data);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      throw new CliError('stopped', EXIT.interrupted, { cause: error });
    } finally {
      process.off('SIGINT', interrupt);
      if (!this.json) process.stdout.write('\n');
    }
  }

  private take(event: string, text: string): void {
    const data = JSON.parse(text) as Record<string, unknown>;
    if (typeof data['sessionKey'] === 'string') this.sessionKey = data['sessionKey'];
    if (this.json) process.stdout.write(`${JSON.stringify({ event, data })}\n`);
    else if (event === 'delta') process.stdout.write(plainText(String(data['text'])));
    else if (event === 'tool' && data['phase'] === 'start') {
      process.stderr.write(`[${plainLine(String(data['name']))}]\n`);
    }
    if (event === 'error') {
      throw new CliError(plainLine(`${String(data['detail'])} (${String(data['code'])})`), EXIT.failed);
    }
  }
}

async function all(input: NodeJS.ReadableStream): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of input.setEncoding('utf8')) pieces.push(String(piece));
  return pieces.join('');
}
