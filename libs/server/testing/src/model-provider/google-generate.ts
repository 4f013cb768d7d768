import {
  dataEvent,
  objectOf,
  objectsOf,
  type Dialect,
  type JsonObject,
  type ModelReply,
  type ToldUsage,
} from './dialect';

const CALL = /\/models\/([^:/]+):(generateContent|streamGenerateContent)$/;

/** Gemini `generateContent`. */
export const googleGenerate: Dialect = {
  matches: (path) => CALL.test(path),
  streamsAt: (path) => path.endsWith(':streamGenerateContent'),
  keyIn: ({ 'x-goog-api-key': key }) => (typeof key === 'string' ? key : undefined),
  modelOf: (path) => decodeURIComponent(CALL.exec(path)?.[1] ?? ''),
  lastOf: ({ contents }) => {
    const parts = objectsOf(objectsOf(contents).at(-1)?.['parts']);
    const text = parts.map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).join('\n');
    return { text, isToolResult: parts.some((part) => 'functionResponse' in part) };
  },
  toolsOf: ({ tools }) =>
    objectsOf(tools).flatMap(({ functionDeclarations: declared }) =>
      objectsOf(declared).map(({ name }) => String(name)),
    ),
  document: (reply) => part(reply, reply.text, true),
  events: (reply) => {
    const pieces = reply.tool ? [''] : reply.pieces;
    return pieces.map((text, index) => dataEvent(part(reply, text, index === pieces.length - 1)));
  },
  error: (status, message) => ({
    error: { code: status, message, status: status === 401 ? 'UNAUTHENTICATED' : 'INTERNAL' },
  }),
};

function part({ tool, model, usage }: ModelReply, text: string, isLast: boolean): JsonObject {
  const said = tool ? { functionCall: { name: tool.name, args: objectOf(tool.arguments) } } : { text };
  return {
    candidates: [
      { index: 0, content: { role: 'model', parts: [said] }, ...(isLast ? { finishReason: 'STOP' } : {}) },
    ],
    modelVersion: model,
    ...(usage ? { usageMetadata: metadata(usage) } : {}),
  };
}

/** What was reasoned is counted beside the candidates. */
function metadata({ input, output, cached, reasoning }: ToldUsage): object {
  return {
    ...{ promptTokenCount: input, candidatesTokenCount: output - reasoning, totalTokenCount: input + output },
    ...{ cachedContentTokenCount: cached, thoughtsTokenCount: reasoning },
  };
}
