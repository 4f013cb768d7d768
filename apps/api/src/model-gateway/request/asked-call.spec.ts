import { bodyFor, readCall, type AskedCall } from './asked-call';
import { ceilingOf, likelyInput } from './ceiling';
import { gatewayRoute } from './gateway-route';

function read(body: string | Buffer, path = '/llm/v1/chat/completions'): AskedCall {
  const route = gatewayRoute('POST', path);
  if (!route) throw new Error(path);
  const asked = readCall(route, Buffer.from(body));
  if ('code' in asked) throw new Error(asked.message);
  return asked;
}

const refusalOf = (body: string) => () => read(body);
const sent = (body: string | Buffer, model: string, wish = false) =>
  bodyFor(read(body), model, wish).toString('utf8');

describe('the body of a call', () => {
  it('is passed on byte for byte, but for the name of the model', () => {
    const body = `{ "messages":[ {"role":"user","content":"\\u00e4 ä 🦀 \\"model\\":\\"x\\""} ],\n "model" : "default",  "x": 1.50e0 }`;
    expect(sent(body, 'gpt-x')).toBe(body.replace('"default"', '"gpt-x"'));
    expect(sent(body, 'default')).toBe(body);
    const odd = Buffer.concat([
      Buffer.from('{"model":"default","messages":[],"x":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ]);
    expect(bodyFor(read(odd), 'm', false)).toEqual(
      Buffer.concat([Buffer.from('{"model":"m","messages":[],"x":"'), odd.subarray(38)]),
    );
  });

  it('asks for what was used where the agent has not', () => {
    expect(sent('{"model":"default","stream":true}', 'm', true)).toBe(
      '{"stream_options":{"include_usage":true},"model":"m","stream":true}',
    );
    expect(sent('{"stream_options":{"a":1,"include_usage":false},"model":"default"}', 'm', true)).toBe(
      '{"stream_options":{"a":1,"include_usage":true},"model":"m"}',
    );
    expect(sent('{"stream_options":null,"model":"m"}', 'm', true)).toBe(
      '{"stream_options":{"include_usage":true},"model":"m"}',
    );
    const told = '{"stream_options":{"include_usage":true},"model":"m"}';
    expect(sent(told, 'm', true)).toBe(told);
  });

  it('says nothing twice, however it is written', () => {
    expect(refusalOf('{"model":"a","model":"b"}')).toThrow('“model” is there twice');
    expect(refusalOf('{"model":"a","mod\\u0065l":"b"}')).toThrow('“model” is there twice');
    expect(refusalOf('{"model":"a","max_tokens":1,"max_tokens":99999}')).toThrow(
      '“max_tokens” is there twice',
    );
    expect(read('{"model":"a","x":{"model":"b"},"messages":[{"model":"c"}]}').model).toBe('a');
  });

  it('is JSON, and of a model', () => {
    expect(refusalOf('{')).toThrow('not well-formed');
    expect(refusalOf('[1]')).toThrow('must be a JSON object');
    expect(refusalOf('{"model":7}')).toThrow('must name a “model”');
    expect(refusalOf('// no\n{"model":"a"}')).toThrow('not well-formed');
  });

  it('says how much may come back', () => {
    const most = (more: object, path?: string) =>
      read(JSON.stringify({ model: 'a', ...more }), path).maxOutputTokens;
    expect(most({ max_tokens: 100 })).toBe(100);
    expect(most({ max_completion_tokens: 100, n: 3 })).toBe(300);
    expect(most({ max_tokens: 'many' })).toBeNull();
    expect(most({ max_output_tokens: 50 }, '/llm/v1/responses')).toBe(50);
    const gemini = '/llm/v1beta/models/g:generateContent';
    expect(most({ generationConfig: { maxOutputTokens: 20, candidateCount: 2 } }, gemini)).toBe(40);
    expect(read('{}', gemini).model).toBe('g');
  });

  it('weighs what a model reads, and pictures by themselves', () => {
    const text = 'word '.repeat(1_000);
    const plain = read(
      JSON.stringify({ model: 'a', max_tokens: 10, messages: [{ role: 'user', content: text }] }),
    );
    const { inputTokens, outputTokens } = ceilingOf(plain, null);
    expect([inputTokens > 2_500, inputTokens < 2_800, outputTokens]).toEqual([true, true, 10]);
    expect(likelyInput(plain.weight)).toBeLessThan(1_400);
    const url = `data:image/png;base64,${'A'.repeat(24_000_000)}`;
    const picture = { type: 'image_url', image_url: { url } };
    const seen = read(JSON.stringify({ model: 'a', messages: [{ role: 'user', content: [picture] }] }));
    expect(seen.weight).toMatchObject({ media: 1, mediaBytes: url.length });
    expect(ceilingOf(seen, null).inputTokens).toBeLessThan(500_000);
    expect(ceilingOf(seen, null).outputTokens).toBe(32_000);
    expect(ceilingOf(seen, 8_000).outputTokens).toBe(8_000);
  });

  it('tells what the model is asked last, without what is never twice the same', () => {
    const last = (message: object) => read(JSON.stringify({ model: 'a', messages: [message] })).lastAsked;
    expect(last({ role: 'user', content: [{ type: 'text', text: 'Hello' }] })).toBe('Hello');
    const result = (id: string) => last({ role: 'tool', tool_call_id: id, content: 'failed' });
    expect(result('call_1')).toBe(result('call_2'));
  });
});

describe('an address of the gateway', () => {
  it('leads to one API, and to nothing else', () => {
    const gemini = gatewayRoute(
      'POST',
      '/llm/v1beta/models/gemini-x:streamGenerateContent?alt=sse&key=secret',
    );
    expect(gemini).toMatchObject({ model: 'gemini-x', streamed: true, act: 'generate' });
    expect(gemini?.pathFor('gemini-y')).toBe('/models/gemini-y:streamGenerateContent?alt=sse');
    expect(gatewayRoute('POST', '/llm/v1beta/models/a%2Fb:generateContent')?.pathFor('a/b')).toBe(
      '/models/a%2Fb:generateContent',
    );
    for (const path of [
      ...[
        '/llm',
        '/llm/v1/chat/completions/',
        '/llm/v1/../v1/chat/completions',
        '/llm/v1/files',
        '/LLM/v1/models',
      ],
      ...['/llm/v1beta/models/%zz:generateContent', '/llm/v1beta/models/a:deleteModel'],
    ]) {
      expect([path, gatewayRoute('POST', path)]).toEqual([path, null]);
    }
    expect(gatewayRoute('GET', '/llm/v1/chat/completions')).toBeNull();
  });
});
