import { plainLine, plainText } from '@nora/contracts';
import { createInterface } from 'node:readline/promises';
import { CliError, messageOf } from '../../system/errors';
import type { NoraClient } from '../client';
import { connect, type RemoteOptions } from '../connect';
import { readEvents } from '../event-stream';
import { EXIT } from '../exit-codes';
import { interruption } from '../interruption';
import { jsonText } from '../../system/json-text';
import { findAgent } from './find-agent';

interface ChatOptions extends RemoteOptions {
  session?: string;
}

/** Says one thing and prints the answer, or goes on as long as somebody types. */
export async function chat(reference: string, text: string, options: ChatOptions): Promise<void> {
  const connection = connect(options);
  const agent = await findAgent(connection, reference);
  const conversation = new Conversation(connection.client, agent.id, options);
  if (text === '') await talk(conversation);
  else await conversation.say(text === '-' ? await all(process.stdin) : text, interruption());
}

async function talk(conversation: Conversation): Promise<void> {
  if (!process.stdin.isTTY)
    throw new CliError('say what to tell the agent, or - to read it from a pipe', EXIT.usage);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  let turn: AbortController | null = null;
  let isOpen = true;
  reader.once('close', () => (isOpen = false));
  // Whoever reads a terminal by lines gets its Ctrl-C too: it ends the turn, and between turns the conversation.
  reader.on('SIGINT', () => (turn === null ? reader.close() : turn.abort()));
  reader.setPrompt('> ');
  reader.prompt();
  try {
    for await (const line of reader) {
      turn = new AbortController();
      if (line.trim() !== '') await conversation.say(line, turn.signal).catch(tell);
      turn = null;
      if (isOpen) reader.prompt();
    }
  } finally {
    reader.close();
  }
}

/** A turn that failed does not end the conversation. */
function tell(error: unknown): void {
  if (!(error instanceof CliError)) throw error;
  console.error(`nora: ${plainText(messageOf(error))}`);
}

/** Turns of one conversation. */
class Conversation {
  private sessionKey: string | undefined;
  /** Whether something was printed that no line end has followed. */
  private isInLine = false;
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
   * One turn. An abort ends it at the agent too.
   * @throws CliError when the agent could not answer
   */
  async say(message: string, signal: AbortSignal): Promise<void> {
    try {
      const response = await this.client.stream('POST', `/api/agents/${this.agentId}/gateway/chat`, {
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        payload: JSON.stringify({
          message,
          ...(this.sessionKey !== undefined && { sessionKey: this.sessionKey }),
        }),
        signal,
      });
      for await (const { event, data } of readEvents(response)) this.take(event, data);
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new CliError('stopped', EXIT.interrupted, { cause: error });
    } finally {
      if (this.isInLine) process.stdout.write('\n');
      this.isInLine = false;
    }
  }

  private take(event: string, text: string): void {
    const data = JSON.parse(text) as Record<string, unknown>;
    if (typeof data['sessionKey'] === 'string') this.sessionKey = data['sessionKey'];
    if (this.json) process.stdout.write(`${jsonText({ event, data })}\n`);
    else if (event === 'delta') {
      process.stdout.write(plainText(String(data['text'])));
      this.isInLine = true;
    }
    if (!this.json && event === 'tool' && data['phase'] === 'start') {
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
