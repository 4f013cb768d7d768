import { dataEvent, objectsOf, textOf, type Dialect, type ModelReply, type ToldUsage } from './dialect';

/** Anthropic Messages. */
export const anthropicMessages: Dialect = {
  matches: (path) => path.endsWith('/messages'),
  streamsAt: () => false,
  keyIn: ({ 'x-api-key': key }) => (typeof key === 'string' ? key : undefined),
  modelOf: (_path, { model }) => String(model),
  lastOf: ({ messages }) => {
    const content = objectsOf(messages).at(-1)?.['content'];
    const isToolResult = objectsOf(content).some(({ type }) => type === 'tool_result');
    return { text: textOf(content), isToolResult };
  },
  toolsOf: ({ tools }) => objectsOf(tools).map(({ name }) => String(name)),
  document: (reply) => ({
    ...{ id: 'msg_test', type: 'message', role: 'assistant', model: reply.model },
    content: [block(reply)],
    ...{ stop_reason: stop(reply), stop_sequence: null },
    ...(reply.usage ? { usage: usage(reply.usage) } : {}),
  }),
  events: (reply) => {
    const event = (type: string, data: object) => dataEvent({ type, ...data }, type);
    const message = {
      ...{ id: 'msg_test', type: 'message', role: 'assistant', model: reply.model, content: [] },
      ...{ stop_reason: null, stop_sequence: null },
      usage: reply.usage ? { ...usage(reply.usage), output_tokens: 1 } : undefined,
    };
    const begun = reply.tool ? { ...block(reply), input: {} } : { type: 'text', text: '' };
    const deltas = reply.tool
      ? [{ type: 'input_json_delta', partial_json: JSON.stringify(reply.tool.arguments) }]
      : reply.pieces.map((text) => ({ type: 'text_delta', text }));
    return [
      event('message_start', { message }),
      event('content_block_start', { index: 0, content_block: begun }),
      event('ping', {}),
      ...deltas.map((delta) => event('content_block_delta', { index: 0, delta })),
      event('content_block_stop', { index: 0 }),
      event('message_delta', {
        delta: { stop_reason: stop(reply), stop_sequence: null },
        usage: reply.usage ? { output_tokens: reply.usage.output } : undefined,
      }),
      event('message_stop', {}),
    ];
  },
  error: (status, message) => ({
    type: 'error',
    error: { type: status === 401 ? 'authentication_error' : 'api_error', message },
  }),
};

function block({ tool, text }: ModelReply): object {
  return tool
    ? { type: 'tool_use', id: 'toolu_test_1', name: tool.name, input: tool.arguments }
    : { type: 'text', text };
}

function stop({ tool }: ModelReply): string {
  return tool ? 'tool_use' : 'end_turn';
}

/** What was cached is counted beside the input. */
function usage({ input, output, cached }: ToldUsage): object {
  return {
    ...{ input_tokens: input - cached, output_tokens: output },
    ...{ cache_read_input_tokens: cached, cache_creation_input_tokens: 0 },
  };
}
