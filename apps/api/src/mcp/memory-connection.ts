import { Duplex } from 'node:stream';

type Done = (error?: Error | null) => void;

/**
 * One end of a connection in memory. Unlike those of `duplexPair`, an end that is closed leaves to the other what it
 * has sent, as a socket does: a server closes right after the last byte of an answer.
 */
class End extends Duplex {
  other: End | null = null;
  private taken: Done | null = null;

  /** Answers ask sockets for it; here nothing is ever delayed. */
  setNoDelay(): this {
    return this;
  }

  override _read(): void {
    const { taken } = this;
    this.taken = null;
    taken?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    if (this.other === null || this.other.destroyed) done(new Error('the other end is closed'));
    else if (chunk.length === 0) done();
    else this.other.receive(chunk, done);
  }

  override _final(done: Done): void {
    this.other?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.other?.push(null);
    done(error);
  }

  private receive(chunk: Buffer, done: Done): void {
    this.taken = done;
    this.push(chunk);
  }
}

/**
 * A connection in memory.
 * @param remoteAddress what the end of the server tells of its client
 */
export function memoryConnection(remoteAddress: string): { client: Duplex; server: Duplex } {
  const [client, server] = [new End(), new End()];
  client.other = server;
  server.other = client;
  Object.defineProperty(server, 'remoteAddress', { value: remoteAddress, enumerable: true });
  // Whoever asked is gone: nobody reads the rest.
  client.once('close', () => server.destroy());
  return { client, server };
}
