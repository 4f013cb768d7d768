import {
  dataEvent,
  objectOf,
  objectsOf,
  textOf,
  type Dialect,
  type ModelReply,
  type ToldUsage,
} from './dialect';

const ID = 'chatcmpl-test';

/** OpenAI Chat Completions. */
export const openaiChat: Dialect = {
  matches: (path) => path.endsWith('/chat/completions'),
  streamsAt: () => false,
  keyIn: ({ authorization }) => /^Bearer (.+)$/.exec(authorization ?? '')?.[1],
  modelOf: (_path, { model }) => String(model),
  lastOf: ({ messages }) => {
    const last = objectsOf(messages).at(-1) ?? {};
    return { text: textOf(last['content']), isToolResult: last['role'] === 'tool' };
  },
  toolsOf: ({ tools }) => objectsOf(tools).map(({ function: named }) => String(objectOf(named)['name'])),
  document: (reply) => ({
    ...{ id: ID, object: 'chat.completion', created: 1_800_000_000, model: reply.model },
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: reply.tool ? null : reply.text, ...toolCalls(reply) },
        finish_reason: finish(reply),
      },
    ],
    ...(reply.usage ? { usage: usage(reply.usage) } : {}),
  }),
  events: (reply) => {
    const telling = reply.includeUsage && reply.usage !== null;
    const chunk = (choices: object[], used: object | null = null) =>
      dataEvent({
        ...{ id: ID, object: 'chat.completion.chunk', created: 1_800_000_000, model: reply.model, choices },
        ...(telling ? { usage: used } : {}),
      });
    const delta = (of: object, finish_reason: string | null = null) =>
      chunk([{ index: 0, delta: of, finish_reason }]);
    const said = reply.tool ? [delta(toolCalls(reply))] : reply.pieces.map((content) => delta({ content }));
    return [
      delta({ role: 'assistant', content: '' }),
      ...said,
      delta({}, finish(reply)),
      ...(telling && reply.usage ? [chunk([], usage(reply.usage))] : []),
      'data: [DONE]\n\n',
    ];
  },
  error: (status, message) => ({
    error: { message, type: 'test_error', param: null, code: `test_${status}` },
  }),
};

function finish({ tool }: ModelReply): string {
  return tool ? 'tool_calls' : 'stop';
}

function toolCalls({ tool }: ModelReply): object {
  if (!tool) return {};
  const of = { name: tool.name, arguments: JSON.stringify(tool.arguments) };
  return { tool_calls: [{ index: 0, id: 'call_test_1', type: 'function', function: of }] };
}

function usage({ input, output, cached, reasoning }: ToldUsage): object {
  return {
    ...{ prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}
