// A reader that takes so many bytes a second of an event stream, and notes what it was told it missed.
import { request } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';

const PIECE = 16 * 1024;
/** What may be cut in two by the end of a piece. */
const LONGEST_MARKER = 256;

export class SlowReader {
  /** @param marker name of the event that tells what was left out */
  constructor(url, token, marker, bytesPerSecond) {
    Object.assign(this, { url, token, marker: `event: ${marker}\n`, bytesPerSecond });
    this.markers = 0;
    this.missed = 0;
    this.ended = false;
    this.rest = '';
  }

  open() {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.token}` };
      this.request = request(this.url, { headers, agent: false }, (response) => {
        if (response.statusCode !== 200)
          return reject(new Error(`a reader was answered ${response.statusCode}`));
        response.on('end', () => (this.ended = true));
        response.on('error', () => (this.ended = true));
        response.pause();
        this.timer = setInterval(() => this.take(response), (PIECE / this.bytesPerSecond) * 1_000);
        return resolve();
      });
      this.request.on('error', reject).end();
    });
  }

  close() {
    clearInterval(this.timer);
    this.request?.destroy();
  }

  take(response) {
    const piece = response.read(PIECE) ?? response.read();
    if (piece === null) return;
    const text = this.rest + piece.toString('latin1');
    for (const [, count] of text.matchAll(new RegExp(`${this.marker}data: \\{"count":(\\d+).*\\}\\n`, 'g'))) {
      this.markers += 1;
      this.missed += Number(count);
      this.lastMarker = Date.now();
    }
    // A marker that is whole must not be counted twice.
    const end = text.lastIndexOf('\n\n') + 2;
    this.rest = text.slice(Math.max(end, text.length - LONGEST_MARKER));
  }
}
