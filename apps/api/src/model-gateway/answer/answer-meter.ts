import { createParser, type EventSourceParser } from 'eventsource-parser';
import { isObject, type ModelApi, type ModelUsage } from '../shapes/model-api';
import { isEventStream } from './event-stream';

/** Watches an answer go by. */
export interface AnswerMeter {
  see(chunk: Buffer): void;
  /** What was used, as far as the provider has said it; null where it has not. */
  usage(): ModelUsage | null;
  /** Tokens of output that probably have gone by. */
  likelyOutput(): number;
}

/** Of an answer in one document, or of one that does not say what it is. Larger ones are not read. */
const MOST_READ = 8 * 1024 * 1024;

/** The meter for an answer of a media type. */
export function meterFor(api: ModelApi, contentType: string): AnswerMeter {
  return isEventStream(contentType) ? new EventMeter(api) : new DocumentMeter(api);
}

class EventMeter implements AnswerMeter {
  private readonly decoder = new TextDecoder();
  private readonly parser: EventSourceParser;
  private known: ModelUsage | null = null;
  private events = 0;

  constructor(private readonly api: ModelApi) {
    this.parser = createParser({ onEvent: ({ data }) => this.read(data) });
  }

  see(chunk: Buffer): void {
    this.parser.feed(this.decoder.decode(chunk, { stream: true }));
  }

  usage(): ModelUsage | null {
    return this.known;
  }

  /** Providers send about one token with each event. */
  likelyOutput(): number {
    return this.events;
  }

  private read(data: string): void {
    this.events += 1;
    if (!this.api.mayTellUsage(data)) return;
    const event = parsed(data);
    if (isObject(event)) this.known = this.api.usageAfter(event, this.known);
  }
}

class DocumentMeter implements AnswerMeter {
  private chunks: Buffer[] = [];
  private length = 0;

  constructor(private readonly api: ModelApi) {}

  see(chunk: Buffer): void {
    this.length += chunk.length;
    if (this.length <= MOST_READ) this.chunks.push(chunk);
    else this.chunks = [];
  }

  usage(): ModelUsage | null {
    if (this.length === 0 || this.length > MOST_READ) return null;
    const document = parsed(Buffer.concat(this.chunks).toString('utf8'));
    if (isObject(document)) return this.api.usageOf(document);
    // Gemini streams one array where it is not asked for events.
    if (!Array.isArray(document)) return null;
    return document
      .filter(isObject)
      .reduce<ModelUsage | null>((known, event) => this.api.usageAfter(event, known), null);
  }

  likelyOutput(): number {
    return Math.ceil(this.length / 4);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
