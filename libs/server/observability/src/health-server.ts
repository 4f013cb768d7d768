import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Metrics } from './metrics/metrics';

/**
 * Opens `GET /health`, which answers 200 while `isHealthy` says so and 503 otherwise, and `GET /metrics` where there
 * are some.
 * @param port 0 opens nothing
 * @param host nobody is asked for a credential, so it is the loopback address unless told otherwise
 */
export function startHealthServer(
  port: number,
  isHealthy: () => boolean,
  metrics?: Pick<Metrics, 'contentType' | 'text'>,
  host = '127.0.0.1',
): Server | null {
  if (port === 0) return null;
  return createServer((request, response) => {
    if (metrics && request.url === '/metrics') void tellMetrics(metrics, response);
    else tellHealth(request, response, isHealthy);
  }).listen(port, host);
}

/** Tells a supervising parent process, when there is one, that this process is ready for work. */
export function reportReady(): void {
  process.send?.({ type: 'ready' });
}

function tellHealth(request: IncomingMessage, response: ServerResponse, isHealthy: () => boolean): void {
  const known = request.url === '/health';
  const healthy = known && isHealthy();
  response.writeHead(known ? (healthy ? 200 : 503) : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: healthy ? 'ok' : known ? 'unavailable' : 'not_found' }));
}

async function tellMetrics(
  metrics: Pick<Metrics, 'contentType' | 'text'>,
  response: ServerResponse,
): Promise<void> {
  try {
    const text = await metrics.text();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
  } catch {
    response.writeHead(500).end();
  }
}
