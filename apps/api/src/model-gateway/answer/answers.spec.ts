import { MODEL_APIS } from '../shapes';
import { meterFor } from './answer-meter';
import { headersToAgent, headersToProvider } from './passed-headers';
import { WithoutUsageEvent } from './without-usage-event';

const STREAM = 'text/event-stream';

/** Every way of cutting a text in pieces of one size. */
function* cut(text: string): Generator<Buffer[]> {
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 3, 7, 64, bytes.length]) {
    yield Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
  }
}

describe('an answer that goes by', () => {
  it('tells what was used, wherever it is cut', () => {
    const answer =
      'data: {"choices":[{"delta":{"content":"ä"}}],"usage":null}\n\n' +
      ': a remark\n\n' +
      'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}\n\ndata: [DONE]\n\n';
    for (const pieces of cut(answer)) {
      const meter = meterFor(MODEL_APIS['openai-chat'], STREAM);
      for (const piece of pieces) meter.see(piece);
      expect(meter.usage()).toMatchObject({ inputTokens: 7, outputTokens: 3 });
    }
  });

  it('tells it where Groq has it', () => {
    const meter = meterFor(MODEL_APIS['openai-chat'], STREAM);
    meter.see(
      Buffer.from('data: {"choices":[],"x_groq":{"usage":{"prompt_tokens":7,"completion_tokens":3}}}\n\n'),
    );
    expect(meter.usage()).toMatchObject({ inputTokens: 7, outputTokens: 3 });
  });

  it('of Anthropic counts the cache as input, and takes the last word on output', () => {
    const meter = meterFor(MODEL_APIS['anthropic-messages'], STREAM);
    const events = [
      {
        type: 'message_start',
        message: {
          usage: {
            input_tokens: 10,
            cache_read_input_tokens: 5,
            cache_creation_input_tokens: 2,
            output_tokens: 1,
          },
        },
      },
      { type: 'message_delta', usage: { output_tokens: 44 } },
    ];
    for (const event of events)
      meter.see(Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`));
    expect(meter.usage()).toEqual({
      ...{ inputTokens: 17, outputTokens: 44, cachedInputTokens: 5, cacheWriteTokens: 2, reasoningTokens: 0 },
    });
  });

  it('of Gemini may be an array, and counts thoughts as output', () => {
    const meter = meterFor(MODEL_APIS['google-generate'], 'application/json');
    meter.see(Buffer.from('[{"usageMetadata":{"promptTokenCount":4}},'));
    meter.see(
      Buffer.from(
        '{"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":6,"thoughtsTokenCount":9}}]',
      ),
    );
    expect(meter.usage()).toMatchObject({ inputTokens: 4, outputTokens: 15, reasoningTokens: 9 });
  });

  it('that is no answer of its API tells nothing, and breaks nothing', () => {
    for (const [text, type] of [
      ['<html>', 'text/html'],
      ['', 'application/json'],
      ['data: {"usage":{"prompt_tokens":"many","completion_tokens":-4}\n\n', STREAM],
      ['{"usage":[1]}', 'application/json'],
    ] as const) {
      const meter = meterFor(MODEL_APIS['openai-chat'], type);
      meter.see(Buffer.from(text));
      expect(meter.usage()).toBeNull();
    }
    const endless = meterFor(MODEL_APIS['openai-chat'], 'application/json');
    for (let times = 0; times < 10; times += 1) endless.see(Buffer.alloc(1024 * 1024, 'x'));
    expect([endless.usage(), endless.likelyOutput() > 1_000_000]).toEqual([null, true]);
  });

  it('loses the event that tells what was used, and no other byte', () => {
    const [before, after] = [
      'data: {"choices":[{"delta":{"content":"a\\n\\nb"}}],"usage":null}\n\n',
      'data: [DONE]\n\n',
    ];
    const kept = 'data: {"choices":[],"prompt_filter_results":[]}\r\n\r\n';
    const alone = 'data: {"choices": [],"usage":{"prompt_tokens":7}}\n\n';
    for (const pieces of cut(before + kept + alone + after)) {
      const filter = new WithoutUsageEvent();
      const sent = Buffer.concat([...pieces.map((piece) => filter.pass(piece)), filter.rest()]);
      expect(sent.toString()).toBe(before + kept + after);
    }
    const filter = new WithoutUsageEvent();
    const long = Buffer.alloc(200 * 1024, 'x');
    expect(filter.pass(long).length + filter.rest().length).toBe(long.length);
  });

  it('shows the agent no more of its headers than it needs, and the provider none of the agent’s', () => {
    const shown = headersToAgent(
      {
        'set-cookie': 'a=b',
        server: 'x',
        'x-request-id': 'r',
        'content-length': '5',
        'x-ratelimit-remaining-tokens': '9',
      },
      true,
    );
    expect(shown).toEqual({
      ...{ 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'x-request-id': 'r' },
      'x-ratelimit-remaining-tokens': '9',
    });
    const headers = {
      authorization: 'Bearer x',
      'x-api-key': 'x',
      cookie: 'a',
      accept: '*/*',
      'anthropic-version': '1',
    };
    expect(headersToProvider(headers)).toEqual({ accept: '*/*', 'anthropic-version': '1' });
  });
});
