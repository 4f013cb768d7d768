import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { liveInstance } from '@nora/testing';

/** A line to the instance that can be cut, as a network is. */
export interface CutLine {
  url: string;
  /** Ends every connection, and takes no other. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/**
 * Lays a line on a free port of this host; a browser takes it for the same host as the instance.
 * @param listener called for each connection; what it returns is given what comes to the browser
 */
export async function layLine(listener?: () => (piece: Buffer) => void): Promise<CutLine> {
  const { hostname, port } = new URL(liveInstance().url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    if (listener) far.on('data', listener());
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, hostname, resolve));
  const drop = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: `http://${hostname}:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      drop();
    },
    mend() {
      isCut = false;
    },
    async close() {
      drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
