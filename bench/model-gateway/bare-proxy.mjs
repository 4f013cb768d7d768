// The least that a proxy can do: passes requests on with undici, puts the key in, and looks at nothing.
// Run as a process of its own: PORT UPSTREAM-PORT KEY.
import { createServer } from 'node:http';
import { Agent, request as ask } from 'undici';

const [port, upstreamPort, key] = process.argv.slice(2);
const dispatcher = new Agent({ pipelining: 1 });

const server = createServer((request, response) => void pass(request, response));
server.keepAliveTimeout = 60_000;
server.listen(Number(port), '127.0.0.1', () => process.send({ type: 'ready' }));

async function pass(request, response) {
  try {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = await ask(`http://127.0.0.1:${upstreamPort}${request.url}`, {
      ...{ dispatcher, method: request.method, body: Buffer.concat(chunks) },
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    });
    response.writeHead(answer.statusCode, { 'content-type': answer.headers['content-type'] });
    for await (const chunk of answer.body) {
      if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end();
  } catch {
    response.destroy();
  }
}
