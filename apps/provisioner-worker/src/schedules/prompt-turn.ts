import { request, type IncomingMessage } from 'node:http';
import { DomainError } from '@nora/contracts';
import type { Endpoint } from '@nora/runtime-adapters';
import { gatewayHeaders } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';

/** Bytes of an answer that are read. */
const ANSWER_LIMIT = 2 * 1024 * 1024;

/** A prompt for an agent, in a conversation of its own. */
export interface Prompt {
  gateway: Endpoint;
  gatewayToken: string;
  sessionKey: string;
  message: string;
}

/** Has an agent carry out a prompt. Redirects are not followed. */
@Injectable()
export class PromptTurn {
  /**
   * One whole turn, however long it takes.
   * @returns what the agent said
   * @throws DomainError `runtime_unreachable`, `runtime_refused`; the reason of the signal when it is called off
   */
  async ask(prompt: Prompt, signal: AbortSignal): Promise<string> {
    try {
      const answer = await send(prompt, signal);
      return contentOf(answer.statusCode ?? 0, await read(answer));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DomainError) throw error;
      const message = 'The connection to the agent broke off.';
      throw new DomainError('runtime_unreachable', message, {}, { cause: error });
    }
  }
}

function send(
  { gateway, gatewayToken, sessionKey, message }: Prompt,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const body = JSON.stringify({ model: 'openclaw', messages: [{ role: 'user', content: message }] });
  return new Promise((resolve, reject) => {
    const outgoing = request({
      ...{ host: gateway.host, port: gateway.port, signal, agent: false },
      ...{ method: 'POST', path: '/v1/chat/completions' },
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...gatewayHeaders(gatewayToken, 'editor'),
        'x-openclaw-session-key': sessionKey,
      },
    });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function read(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > ANSWER_LIMIT) throw new DomainError('runtime_refused', 'The answer of the agent is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function contentOf(status: number, text: string): string {
  if (status === 401) {
    const message = 'The agent does not know this release of Nora. Redeploy it, then try again.';
    throw new DomainError('runtime_refused', message);
  }
  if (status !== 200) throw new DomainError('runtime_refused', `The agent answered with status ${status}.`);
  const content = parsed(text).choices?.[0]?.message?.content?.trim();
  if (content) return content;
  throw new DomainError('runtime_refused', 'The agent answered with nothing.');
}

interface Completion {
  choices?: { message?: { content?: string } }[];
}

function parsed(text: string): Completion {
  try {
    return JSON.parse(text) as Completion;
  } catch (error) {
    throw new DomainError('runtime_refused', 'The answer of the agent cannot be read.', {}, { cause: error });
  }
}
