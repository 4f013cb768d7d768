import { connect, type Socket } from 'node:net';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** What a call came to. */
export interface Said {
  status: number;
  text: string;
  headers: Record<string, unknown>;
}

/** One call on a socket, as a well-behaved client makes it. */
export function speak(
  socketPath: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, agent: false, method, path, headers }, (answer) => {
      text(answer).then(
        (said) => resolve({ status: answer.statusCode ?? 0, text: said, headers: answer.headers }),
        reject,
      );
    });
    asking.on('error', reject);
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Everything that comes back when these bytes are sent, until the connection ends or nothing came for a while. */
export function speakRaw(socketPath: string, ...pieces: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(socketPath);
    let said = '';
    const end = (): void => void socket.destroy();
    socket.setTimeout(300, end);
    socket.on('data', (piece) => (said += piece.toString('latin1')));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? resolve(said) : reject(error),
    );
    socket.on('close', () => resolve(said));
    socket.on('connect', () => {
      for (const piece of pieces) socket.write(piece);
    });
  });
}
