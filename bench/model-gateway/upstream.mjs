// Stands in for a provider that speaks OpenAI Chat Completions. Run as a process of its own: PORT KEY.
// It counts what it has answered and the tokens that it has told, which GET /counts tells.
import { createServer } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers';

const [port, key] = process.argv.slice(2);
const USAGE = { prompt_tokens: 21, completion_tokens: 32, total_tokens: 53 };
const PIECE = event({
  choices: [{ index: 0, delta: { content: 'some words of it ' }, finish_reason: null }],
});
const DOCUMENT = JSON.stringify({
  ...{ id: 'chatcmpl-bench', object: 'chat.completion', model: 'bench-1' },
  choices: [{ index: 0, message: { role: 'assistant', content: 'x'.repeat(600) }, finish_reason: 'stop' }],
  usage: USAGE,
});
const counts = { answered: 0, inputTokens: 0, outputTokens: 0, wrongKeys: 0 };

const server = createServer((request, response) => {
  if (request.url === '/counts') return void json(response, 200, JSON.stringify(counts));
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => answer(request, response, JSON.parse(Buffer.concat(chunks).toString())));
});
server.keepAliveTimeout = 60_000;
server.listen(Number(port), '127.0.0.1', () => process.send({ type: 'ready' }));

function answer(request, response, body) {
  if (request.headers.authorization !== `Bearer ${key}`) {
    counts.wrongKeys += 1;
    json(response, 401, '{"error":{"message":"wrong key"}}');
  } else if (body.stream) stream(response, body);
  else {
    json(response, 200, DOCUMENT);
    count();
  }
}

/** Each event is sent by itself, as providers do. How many, and how far apart, the `user` of a request says. */
function stream(response, { stream_options: options, user = '' }) {
  const [pieces = 32, pauseMs = 0] = user === '' ? [] : user.split(' ').map(Number);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let sent = 0;
  const next = () => {
    if (response.destroyed) return;
    if (sent === pieces) return end();
    sent += 1;
    response.write(PIECE);
    if (pauseMs > 0) setTimeout(next, pauseMs);
    else setImmediate(next);
  };
  const end = () => {
    response.write(event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
    if (options?.include_usage) response.write(event({ choices: [], usage: USAGE }));
    response.end('data: [DONE]\n\n', count);
  };
  next();
}

function count() {
  counts.answered += 1;
  counts.inputTokens += USAGE.prompt_tokens;
  counts.outputTokens += USAGE.completion_tokens;
}

function json(response, status, text) {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function event(fields) {
  const of = {
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_800_000_000,
    model: 'bench-1',
  };
  return `data: ${JSON.stringify({ ...of, ...fields })}\n\n`;
}
