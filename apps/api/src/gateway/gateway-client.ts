import { request, type IncomingMessage } from 'node:http';
import { DomainError } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { EventSourceParserStream } from './event-source-stream';
import { deployedByOlderRelease, type GatewayTarget } from './target/gateway-targets';

/** Milliseconds until the gateway begins its answer: a first turn loads the agent's tools. */
const HEAD_TIMEOUT_MS = 120_000;
/** Milliseconds the gateway may be silent in the middle of an answer, e.g. while a tool runs. */
const IDLE_TIMEOUT_MS = 300_000;
/** Bytes of one answer. */
const ANSWER_LIMIT = 8 * 1024 * 1024;

/** One turn for an agent. */
export interface Turn {
  target: GatewayTarget;
  sessionKey: string;
  message: string;
  signal: AbortSignal;
}

/** Talks to the gateways of agents, each at the address that was recorded for it. Redirects are not followed. */
@Injectable()
export class GatewayClient {
  /**
   * Begins a turn; the answer is what `data:` lines of the OpenAI stream hold, in order.
   * @throws DomainError `runtime_unreachable`, `runtime_refused`, `runtime_timeout`
   */
  async startTurn(turn: Turn): Promise<AsyncIterable<string>> {
    const answer = await this.post(turn);
    const type = answer.headers['content-type'] ?? '';
    if (answer.statusCode === 200 && type.startsWith('text/event-stream')) return this.read(answer);
    answer.destroy();
    if (answer.statusCode === 401) throw deployedByOlderRelease();
    const said = `The agent's gateway answered ${answer.statusCode ?? 'nothing'} (${type || 'no type'}).`;
    throw new DomainError('runtime_refused', `${said} Its log may say why.`);
  }

  private post({ target, sessionKey, message, signal }: Turn): Promise<IncomingMessage> {
    const body = JSON.stringify({
      model: 'openclaw',
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: message }],
    });
    return new Promise((resolve, reject) => {
      const outgoing = request({
        ...{ host: target.host, port: target.port, signal },
        ...{ method: 'POST', path: '/v1/chat/completions', agent: false },
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          accept: 'text/event-stream',
          'x-openclaw-session-key': sessionKey,
          ...target.headers,
        },
      });
      outgoing.setTimeout(HEAD_TIMEOUT_MS, () => outgoing.destroy(timedOut()));
      outgoing.on('response', resolve);
      outgoing.on('error', (error) => reject(signal.aborted ? error : unreachable(error)));
      outgoing.end(body);
    });
  }

  private async *read(answer: IncomingMessage): AsyncGenerator<string> {
    answer.setTimeout(IDLE_TIMEOUT_MS, () => answer.destroy(timedOut()));
    try {
      yield* new EventSourceParserStream(ANSWER_LIMIT).read(answer);
    } catch (error) {
      throw unreachable(error);
    } finally {
      answer.destroy();
    }
  }
}

function timedOut(): DomainError {
  return new DomainError('runtime_timeout', 'The agent did not answer in time. Its log may say why.');
}

function unreachable(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const message = 'The connection to the agent failed. It may be restarting: look at its status and log.';
  return new DomainError('runtime_unreachable', message, {}, { cause: error });
}
