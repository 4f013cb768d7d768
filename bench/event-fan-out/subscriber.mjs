// One subscriber of the event stream: notes which events it saw and when, and comes back where it was cut off.
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const AGAIN_MS = 100;

export class Subscriber {
  /** @param token of a session; @param seen called with each event's id, its time and its text */
  constructor(origin, token, seen) {
    Object.assign(this, { origin, token, seen, lastId: null, request: null, closed: false, reconnects: 0 });
  }

  /** Resolves once the stream is open. */
  async open() {
    for (;;) {
      try {
        return await this.connect();
      } catch (error) {
        if (this.closed) return;
        this.lastFault = error;
        await sleep(AGAIN_MS);
      }
    }
  }

  /** Ends the connection as a network does, without a word. */
  cut() {
    this.request?.destroy();
  }

  close() {
    this.closed = true;
    this.cut();
  }

  connect() {
    const headers = { authorization: `Bearer ${this.token}`, accept: 'text/event-stream' };
    if (this.lastId !== null) headers['last-event-id'] = this.lastId;
    return new Promise((resolve, reject) => {
      const asked = request(`${this.origin}/api/events/stream`, { headers, agent: false }, (response) => {
        if (response.statusCode !== 200) {
          response.resume();
          reject(new Error(`a subscription was answered ${response.statusCode}`));
          return;
        }
        let rest = '';
        let isOpen = false;
        response.setEncoding('utf8');
        response.on('data', (text) => {
          if (asked !== this.request) return;
          const pieces = (rest + text).split('\n\n');
          rest = pieces.pop();
          for (const piece of pieces) this.take(piece);
          if (!isOpen) resolve();
          isOpen = true;
        });
        response.on('error', () => undefined);
        response.on('close', () => this.lost(asked));
      });
      this.request = asked;
      asked.on('error', reject);
      asked.end();
    });
  }

  lost(asked) {
    if (this.closed || asked !== this.request) return;
    this.reconnects += 1;
    void this.open();
  }

  take(piece) {
    const id = /^id: (.+)$/m.exec(piece)?.[1];
    if (!id) return;
    this.lastId = id;
    this.seen(this, id, Date.parse(/"at":"([^"]+)"/.exec(piece)?.[1] ?? ''), piece);
  }
}
