import { composeReply, excerptOf, type ChatMessage } from './demo-reply';

const user = (content: unknown) => ({ role: 'user', content });
const replyTo = (messages: ChatMessage[]) => composeReply(messages, []).content;
const INTERNAL =
  '<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\nsecret runtime data\n<<<END_OPENCLAW_INTERNAL_CONTEXT>>>';

describe('the reply of the demo model', () => {
  it('says what it is, what it understood and what to do next', () => {
    const reply = replyTo([{ role: 'system', content: 'Be kind.' }, user('How are you?')]);
    expect(reply).toContain('demo model');
    expect(reply).toContain('“How are you?”');
    expect(reply).toContain('next');
    expect(reply).not.toContain('Be kind.');
  });

  it('is the same for the same conversation', () => {
    const messages = [user('One'), { role: 'assistant', content: 'x' }, user('Two')];
    expect(replyTo(messages)).toBe(replyTo(structuredClone(messages)));
  });

  it('never repeats what the runtime wrote for the model alone', () => {
    const reply = replyTo([user('Tell me a story'), user(INTERNAL)]);
    expect(reply).toContain('“Tell me a story”');
    expect(reply).not.toMatch(/INTERNAL_CONTEXT|secret runtime data|<<</);
    expect(excerptOf([user(`${INTERNAL}\nhello`)])).toBeNull();
  });

  it('takes the stamp and the runtime line of OpenClaw off what a person said', () => {
    const said = '[Mon 2026-11-23 14:41 UTC] Hello\n\nRuntime: agent=main | host=x';
    expect(excerptOf([user(said)])).toBe('Hello');
  });

  it('takes off what OpenClaw tells of who writes and what is attached', () => {
    const sender = 'Conversation info: ⟦openclaw:ctx⟧\n```json\n{"sender":{"name":"editor"}}\n```';
    const files = '[media attached: 1 file]\n[media attached 1/1: /x/notes.txt (text/plain)]\n';
    const file = '<file name="notes.txt" mime="text/plain">\nprivate\n</file>';
    const said = `[Tue 2026-11-24 22:45 UTC] ${sender}\n\n${files}Hello\n${file}\n\nRuntime: agent=main | host=x`;
    expect(excerptOf([user(said)])).toBe('Hello');
    const parts = [
      { type: 'text', text: `${sender}\n\nHello` },
      { type: 'text', text: 'Runtime: agent=main' },
    ];
    expect(excerptOf([user(parts)])).toBe('Hello');
  });

  it('thinks when it is asked to', () => {
    expect(composeReply([user('Please think about it')], []).thinking).not.toBe('');
    expect(composeReply([user('I was thinking')], []).thinking).toBe('');
  });

  it('calls a tool once when it is asked to, and only where there is one', () => {
    const asked = [user('Use a tool, please'), user(INTERNAL)];
    const { toolCall } = composeReply(asked, ['read', 'exec']);
    expect(toolCall).toMatchObject({ name: 'exec' });
    expect(JSON.parse(toolCall?.arguments ?? '')).toMatchObject({ command: 'date -u' });
    expect(composeReply(asked, ['read']).toolCall).toBeNull();
    const called = [
      ...asked,
      { role: 'assistant', content: '' },
      { role: 'tool', content: 'Tue' },
      user(INTERNAL),
    ];
    expect(composeReply(called, ['exec'])).toMatchObject({
      ...{ toolCall: null, content: expect.stringContaining('has answered') },
    });
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
    expect(replyTo(messages)).toContain('demo model');
  });
});
