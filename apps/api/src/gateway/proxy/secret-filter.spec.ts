import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { SecretFilter } from './secret-filter';

const SECRET = 'x-nora-abab';

async function filtered(pieces: string[]): Promise<string> {
  const bytes = pieces.map((piece) => Buffer.from(piece));
  return (await buffer(Readable.from(bytes).pipe(new SecretFilter(SECRET)))).toString();
}

describe('SecretFilter', () => {
  const text = `{"header":"${SECRET}","again":"${SECRET}${SECRET}","near":"x-nora-aba","end":"x-no`;

  it('lets the secret through nowhere, however the bytes are cut, and changes nothing else', async () => {
    for (let size = 1; size <= text.length; size += 1) {
      const count = Math.ceil(text.length / size);
      const pieces = Array.from({ length: count }, (_, index) =>
        text.slice(index * size, (index + 1) * size),
      );
      const answer = await filtered(pieces);
      // What of it is no secret may have been passed on before the rest was seen.
      const [hidden, open] = ['xxxxxxxxxxx', 'x-nora-xxxx'].map((mark) => text.replaceAll(SECRET, mark));
      const expected = [...answer].map((letter, at) => (letter === open?.[at] ? letter : hidden?.[at]));
      expect(answer).toBe(expected.join(''));
      expect(answer).toHaveLength(text.length);
      expect(answer).not.toContain('abab');
    }
  });

  it.each(['data: hello\n\n', 'ends in x', 'ends in x-nora-'])(
    'keeps %j waiting for nothing',
    async (piece) => {
      const filter = new SecretFilter(SECRET);
      filter.write(piece);
      const seen = await filter.iterator({ destroyOnReturn: false }).next();
      expect(String(seen.value)).toBe(piece);
    },
  );
});
