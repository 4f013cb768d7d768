import { DomainError } from '@nora/contracts';
import type { SseStream } from '@nora/http-kit';
import type { Logger } from '@nora/observability';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../../core/logger';
import type { ChatEvent } from './chat-event';

/** Sends what happens in conversations to readers. */
@Injectable()
export class ChatRelay {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /**
   * Sends events as fast as the reader takes them, and ends the stream; a fault is its last event.
   * @returns whether the events came to their end
   */
  async send(events: AsyncGenerator<ChatEvent>, stream: SseStream): Promise<boolean> {
    try {
      for await (const event of events) {
        if (!stream.isOpen) return false;
        await stream.sendWhenReady(event);
      }
      return stream.isOpen;
    } catch (error) {
      if (stream.isOpen) this.fail(error, stream);
      return false;
    } finally {
      stream.end();
    }
  }

  private fail(error: unknown, stream: SseStream): void {
    const known = error instanceof DomainError;
    if (!known) this.logger.error({ error }, 'a chat stream failed');
    const code = known ? error.code : 'internal_error';
    const detail = known ? error.message : 'The answer was cut off.';
    stream.send({ event: 'error', data: { code, detail } });
  }
}
