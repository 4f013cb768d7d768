import type { RelayedSocket } from '../proxy/websocket-relay';

/** Milliseconds between looks at whether a page may still be open. */
const LOOK_MS = 60_000;

/** Ends a WebSocket of a page when what opened the page has run out. */
export function endWithGrant(socket: RelayedSocket, isLive: () => Promise<boolean>, everyMs = LOOK_MS): void {
  const timer = setInterval(() => {
    // While the database is away nothing is known; the next look tells.
    isLive().then(
      (live) => {
        if (!live) socket.end();
      },
      () => undefined,
    );
  }, everyMs);
  timer.unref();
  void socket.closed.then(() => clearInterval(timer));
}
