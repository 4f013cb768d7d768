import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const EVERY = 16 * 1024 * 1024;

/** Tells how many bytes of buffers this process holds on to, with the API in it, beyond those it held at first. */
export class HeldMemory {
  private readonly collect: () => void;
  private readonly first: number;
  private most = 0;

  constructor() {
    setFlagsFromString('--expose-gc');
    this.collect = runInNewContext('gc') as () => void;
    this.first = this.now();
  }

  /** Looks now. @returns the most that was seen */
  look(): number {
    this.most = Math.max(this.most, this.now() - this.first);
    return this.most;
  }

  private now(): number {
    // Buffers are let go of in the background, which the next collection waits for.
    this.collect();
    this.collect();
    return process.memoryUsage().arrayBuffers;
  }
}

/** Passes pieces on, and looks at the memory every 16 MiB. */
export async function* looking(source: AsyncIterable<Buffer>, held: HeldMemory): AsyncGenerator<Buffer> {
  let passed = 0;
  for await (const piece of source) {
    const before = Math.floor(passed / EVERY);
    passed += piece.length;
    if (Math.floor(passed / EVERY) > before) held.look();
    yield piece;
  }
}
