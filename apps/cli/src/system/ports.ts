import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { CliError } from './errors';

// Below the range from which Linux takes the local ends of outgoing connections (ip_local_port_range).
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Whether a server can listen on a port now. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port that is free now and that the system gives to nobody else by itself. */
export async function findFreePort(taken: ReadonlySet<number> = new Set()): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new CliError(`no free port was found between ${LOWEST} and ${HIGHEST} on 127.0.0.1`);
}
