import { composeReply, excerptOf } from './demo-reply';

const user = (content: unknown) => ({ role: 'user', content });
const INTERNAL =
  '<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\nsecret runtime data\n<<<END_OPENCLAW_INTERNAL_CONTEXT>>>';

describe('the reply of the demo model', () => {
  it('says what it is, what it understood and what to do next', () => {
    const reply = composeReply([{ role: 'system', content: 'Be kind.' }, user('How are you?')]);
    expect(reply).toContain('demo model');
    expect(reply).toContain('“How are you?”');
    expect(reply).toContain('next');
    expect(reply).not.toContain('Be kind.');
  });

  it('is the same for the same conversation', () => {
    const messages = [user('One'), { role: 'assistant', content: 'x' }, user('Two')];
    expect(composeReply(messages)).toBe(composeReply(structuredClone(messages)));
  });

  it('never repeats what the runtime wrote for the model alone', () => {
    const reply = composeReply([user('Tell me a story'), user(INTERNAL)]);
    expect(reply).toContain('“Tell me a story”');
    expect(reply).not.toMatch(/INTERNAL_CONTEXT|secret runtime data|<<</);
    expect(excerptOf([user(`${INTERNAL}\nhello`)])).toBeNull();
  });

  it('takes the stamp and the runtime line of OpenClaw off what a person said', () => {
    const said = '[Mon 2026-11-23 14:41 UTC] Hello\n\nRuntime: agent=main | host=x';
    expect(excerptOf([user(said)])).toBe('Hello');
  });

  it('reads messages made of parts', () => {
    const parts = [
      { type: 'text', text: 'Look at' },
      { type: 'image_url', image_url: {} },
      { type: 'text', text: 'this' },
    ];
    expect(excerptOf([user(parts)])).toBe('Look at this');
  });

  it('repeats the beginning of a long message only, in one line, whole characters', () => {
    const excerpt = excerptOf([user(`line one\nline two ${'👋'.repeat(500)}`)]) ?? '';
    expect(excerpt).toMatch(/^line one line two 👋+…$/u);
    expect([...excerpt].length).toBeLessThanOrEqual(121);
  });

  it.each([
    [[]],
    [[user('')]],
    [[user(null)]],
    [[{ role: 'assistant', content: 'x' }]],
    [[user('\u0000 \n')]],
  ])('copes with nothing to repeat: %j', (messages) => {
    expect(excerptOf(messages)).toBeNull();
    expect(composeReply(messages)).toContain('demo model');
  });
});
