import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { SimulatedEngine } from '../simulated-engine';
import { sendJson } from './answer';

const ANSWER = ['I am ', 'simulated ', 'and ', 'ready.'];

/** Serves every running runtime, told apart by the address that was called: its sidecar and its gateway in one. */
export function createRuntimeServer(engine: SimulatedEngine): Server {
  return createServer((request, response) => {
    const agentId = engine.world.agentAt(request.socket.localAddress ?? '');
    const state = agentId === null ? undefined : engine.world.runtimes.get(agentId)?.state;
    // A frozen process accepts connections and says nothing.
    if (state === 'paused') return;
    if (agentId === null || state !== 'running') request.socket.destroy();
    else void serve(engine, agentId, request, response);
  });
}

async function serve(
  engine: SimulatedEngine,
  agentId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gateway = engine.gatewayState(agentId);
  const route = `${request.method} ${request.url}`;
  if (route === 'GET /health') {
    sendJson(response, 200, { status: 'ok', gateway });
  } else if (route !== 'POST /v1/chat/completions') {
    sendJson(response, 404, { error: { message: `There is no ${route}.` } });
  } else if (gateway !== 'ready') {
    sendJson(response, 503, { error: { message: 'The gateway is starting.' } });
  } else {
    await complete(agentId, request, response);
  }
}

async function complete(agentId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { stream } = JSON.parse(await text(request).catch(() => '{}')) as { stream?: boolean };
  const head = { id: `chatcmpl-${agentId}`, created: Math.floor(Date.now() / 1_000), model: 'simulated' };
  if (!stream) {
    const message = { role: 'assistant', content: ANSWER.join('') };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    sendJson(response, 200, { ...head, object: 'chat.completion', choices });
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunk = (delta: object, finish_reason: string | null): void => {
    const choices = [{ index: 0, delta, finish_reason }];
    response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices })}\n\n`);
  };
  for (const content of ANSWER) chunk({ content }, null);
  chunk({}, 'stop');
  response.end('data: [DONE]\n\n');
}
