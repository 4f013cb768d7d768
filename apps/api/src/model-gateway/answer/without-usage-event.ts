import { isObject } from '../shapes/model-api';
import { isUsageAlone } from '../shapes/openai-chat';

/** Where an event of a stream ends, and the next begins. */
const GAP = Buffer.from('\n\n');
const GAP_CRLF = Buffer.from('\r\n\r\n');
/** An event that is longer is let through as it comes: what is withheld is short. */
const LONGEST_HELD = 64 * 1024;

/**
 * Takes the event out of an OpenAI stream that the agent has not asked for: what was used, alone. All other bytes are
 * handed on as they came, at the latest when their event is complete.
 */
export class WithoutUsageEvent {
  private held: Buffer = Buffer.alloc(0);

  /** @returns what may be sent on now */
  pass(chunk: Buffer): Buffer {
    const all = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    const sent: Buffer[] = [];
    let at = 0;
    for (let end = endOfEvent(all, at); end > 0; end = endOfEvent(all, at)) {
      const event = all.subarray(at, end);
      if (!isWithheld(event)) sent.push(event);
      at = end;
    }
    this.held = all.subarray(at);
    if (this.held.length > LONGEST_HELD) sent.push(this.rest());
    return sent.length === 1 && sent[0] ? sent[0] : Buffer.concat(sent);
  }

  /** What is left when the stream ends. */
  rest(): Buffer {
    const rest = this.held;
    this.held = Buffer.alloc(0);
    return rest;
  }
}

function endOfEvent(bytes: Buffer, from: number): number {
  const plain = bytes.indexOf(GAP, from);
  const crlf = bytes.indexOf(GAP_CRLF, from);
  if (plain < 0 && crlf < 0) return -1;
  return crlf < 0 || (plain >= 0 && plain < crlf) ? plain + GAP.length : crlf + GAP_CRLF.length;
}

/** Most events have something to say, which is seen without reading them. */
const NO_CHOICES = /"choices":\s*\[\s*\]/;

function isWithheld(bytes: Buffer): boolean {
  if (bytes.length > LONGEST_HELD) return false;
  const event = bytes.toString('utf8');
  if (!NO_CHOICES.test(event)) return false;
  const data = /^data: ?(.*)$/m.exec(event)?.[1];
  try {
    const read: unknown = JSON.parse(data ?? '');
    return isObject(read) && isUsageAlone(read);
  } catch {
    return false;
  }
}
