import { parseChunk } from './completion-chunk';

describe('parseChunk', () => {
  it('reads text, usage and faults', () => {
    expect(parseChunk('{"choices":[{"delta":{"content":"Hi"}}]}')).toEqual({
      text: 'Hi',
      usage: null,
      error: null,
    });
    const usage = '{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}';
    expect(parseChunk(usage)?.usage).toEqual({ promptTokens: 1, completionTokens: 2, totalTokens: 3 });
    expect(parseChunk('{"error":{"message":"no model"}}')?.error).toBe('no model');
    expect(parseChunk('{"error":"broken"}')?.error).toBe('unknown fault');
  });

  it.each(['', 'x', 'null', '[]', '7', '"text"'])('passes over %j', (data) => {
    expect(parseChunk(data)).toBeNull();
  });

  it.each(['{}', '{"choices":null}', '{"choices":[null]}', '{"choices":[{"delta":{"content":7}}]}'])(
    'finds no text in %s',
    (data) => {
      expect(parseChunk(data)).toEqual({ text: '', usage: null, error: null });
    },
  );
});
