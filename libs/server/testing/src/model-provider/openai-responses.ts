import {
  dataEvent,
  objectsOf,
  textOf,
  type Dialect,
  type JsonObject,
  type ModelReply,
  type ToldUsage,
} from './dialect';

/** OpenAI Responses. */
export const openaiResponses: Dialect = {
  matches: (path) => path.endsWith('/responses'),
  streamsAt: () => false,
  keyIn: ({ authorization }) => /^Bearer (.+)$/.exec(authorization ?? '')?.[1],
  modelOf: (_path, { model }) => String(model),
  lastOf: ({ input }) => {
    if (typeof input === 'string') return { text: input, isToolResult: false };
    const last = objectsOf(input).at(-1) ?? {};
    const isToolResult = last['type'] === 'function_call_output';
    return { text: textOf(isToolResult ? last['output'] : last['content']), isToolResult };
  },
  toolsOf: ({ tools }) => objectsOf(tools).map(({ name }) => String(name)),
  document: (reply) => document(reply, 'completed'),
  events: (reply) => {
    let sequence_number = -1;
    const event = (type: string, data: object) => {
      sequence_number += 1;
      return dataEvent({ type, sequence_number, ...data }, type);
    };
    const [item] = output(reply);
    const place = { output_index: 0, item_id: 'msg_test' };
    const part = { type: 'output_text', annotations: [] };
    const said = reply.tool
      ? [
          event('response.function_call_arguments.done', {
            ...place,
            arguments: JSON.stringify(reply.tool.arguments),
          }),
        ]
      : [
          event('response.content_part.added', { ...place, content_index: 0, part: { ...part, text: '' } }),
          ...reply.pieces.map((delta) =>
            event('response.output_text.delta', { ...place, content_index: 0, delta }),
          ),
          event('response.output_text.done', { ...place, content_index: 0, text: reply.text }),
          event('response.content_part.done', {
            ...place,
            content_index: 0,
            part: { ...part, text: reply.text },
          }),
        ];
    return [
      event('response.created', { response: { ...document(reply, 'in_progress'), output: [], usage: null } }),
      event('response.output_item.added', {
        output_index: 0,
        item: { ...item, status: 'in_progress', content: [] },
      }),
      ...said,
      event('response.output_item.done', { output_index: 0, item }),
      event('response.completed', { response: document(reply, 'completed') }),
    ];
  },
  error: (status, message) => ({
    error: { message, type: 'test_error', param: null, code: `test_${status}` },
  }),
};

function document(reply: ModelReply, status: string): JsonObject {
  return {
    ...{ id: 'resp_test', object: 'response', created_at: 1_800_000_000, model: reply.model, status },
    ...{ output: output(reply), usage: reply.usage && usage(reply.usage) },
  };
}

function output({ tool, text }: ModelReply): [JsonObject] {
  if (tool) {
    const args = JSON.stringify(tool.arguments);
    return [
      { type: 'function_call', id: 'msg_test', call_id: 'call_test_1', name: tool.name, arguments: args },
    ];
  }
  const content = [{ type: 'output_text', text, annotations: [] }];
  return [{ type: 'message', id: 'msg_test', role: 'assistant', status: 'completed', content }];
}

function usage({ input, output: out, cached, reasoning }: ToldUsage): object {
  return {
    ...{ input_tokens: input, output_tokens: out, total_tokens: input + out },
    input_tokens_details: { cached_tokens: cached },
    output_tokens_details: { reasoning_tokens: reasoning },
  };
}
