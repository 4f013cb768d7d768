import { readText, writeText } from './text-content';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('readText', () => {
  it.each([
    ['one\ntwo\n', '\n'],
    ['one\r\ntwo\r\n', '\r\n'],
    ['one\r\ntwo\nthree', '\n'],
    ['one\rtwo\r\n', '\n'],
    ['', '\n'],
    ['one', '\n'],
  ])('finds what ends the lines of %j', (text, lineBreak) => {
    expect(readText(bytes(text))).toEqual({ text, lineBreak, mark: false });
  });

  it.each([
    ['bytes that are no UTF-8', new Uint8Array([0x63, 0x61, 0x66, 0xe9])],
    ['zero bytes', new Uint8Array([0x61, 0, 0x62])],
    ['a surrogate', new Uint8Array([0xed, 0xa0, 0x80])],
    ['an endless line', bytes('x'.repeat(300_000))],
  ])('takes %s for no text', (_, given) => {
    expect(readText(given)).toBeNull();
  });

  it('takes many short lines for text, however long they are together', () => {
    expect(readText(bytes('a line\n'.repeat(100_000)))).not.toBeNull();
  });
});

describe('writeText', () => {
  it.each(['plain\n', '\uFEFFmarked\r\n', 'Grüße 🦎\n'])('gives back %j byte for byte', async (text) => {
    const content = readText(bytes(text));
    if (!content) throw new Error('is text');
    const written = await read(writeText(content.text, content));
    expect([...written]).toEqual([...bytes(text)]);
  });

  /** jsdom has blobs that only a reader can read. */
  function read(blob: Blob): Promise<Uint8Array> {
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(new Uint8Array(reader.result as ArrayBuffer));
      reader.readAsArrayBuffer(blob);
    });
  }
});
