import { createServer, type Server } from 'node:http';

/**
 * Opens `GET /health` for a process that serves nothing else: 200 while `isHealthy` says so, 503 otherwise.
 * @param port 0 opens nothing
 */
export function startHealthServer(port: number, isHealthy: () => boolean): Server | null {
  if (port === 0) return null;
  return createServer((request, response) => {
    const known = request.url === '/health';
    const healthy = known && isHealthy();
    response.writeHead(known ? (healthy ? 200 : 503) : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: healthy ? 'ok' : known ? 'unavailable' : 'not_found' }));
  }).listen(port);
}

/** Tells a supervising parent process, when there is one, that this process is ready for work. */
export function reportReady(): void {
  process.send?.({ type: 'ready' });
}
