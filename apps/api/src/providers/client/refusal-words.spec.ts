import { providerWords } from './refusal-words';

const KEY = 'sk-proj-0123456789abcdefghijklmnopqrstuvwxyz';
const words = (body: unknown, key: string | null = KEY) =>
  providerWords(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), key);

describe('what a provider says of why it refuses', () => {
  it.each([
    [{ error: { message: 'No credit left.', type: 'billing' } }],
    [{ error: 'No credit left.' }],
    [{ message: 'No credit left.' }],
    [{ detail: 'No credit left.' }],
    [[{ error: { code: 400, message: 'No credit left.' } }]],
  ])('is read from %j', (body) => {
    expect(words(body)).toBe('No credit left.');
  });

  it('is one line, and not a long one', () => {
    expect(words({ message: ' Two\n\tlines\u0000here ' })).toBe('Two lines here');
    const long = words({ message: 'word '.repeat(200) }) ?? '';
    expect([long.length, long.endsWith('…')]).toEqual([241, true]);
  });

  it.each([
    [`Incorrect API key provided: ${KEY}.`],
    [`Incorrect API key provided: ${KEY.slice(0, 30)}.`],
    [`Incorrect API key provided: sk-pro**********************wxyz.`],
    [`Key ending in ${KEY.slice(-22)} is revoked.`],
  ])('holds nothing of the key: %s', (message) => {
    const said = words({ error: { message } }) ?? '';
    expect(said).toContain('…');
    for (const part of [KEY, KEY.slice(0, 22), KEY.slice(-22), 'wxyz']) expect(said).not.toContain(part);
  });

  it.each([['<html>'], ['']])('is nothing where it cannot be read: %j', (body) => {
    expect(words(body)).toBeNull();
  });

  it.each([[{}], [null], [{ error: {} }], [{ message: ' ' }]])('is nothing in %j', (body) => {
    expect(words(body)).toBeNull();
  });
});
