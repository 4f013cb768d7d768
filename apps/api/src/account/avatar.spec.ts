import { AVATAR_BYTES, AVATAR_LENGTH, isAvatar } from './avatar';

const url = (type: string, bytes: Buffer) => `data:image/${type};base64,${bytes.toString('base64')}`;
const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');
const webp = Buffer.from('RIFF\u0000\u0000\u0000\u0000WEBPVP8 ', 'latin1');

describe('a picture of an account', () => {
  it.each([
    ['PNG', url('png', png)],
    ['JPEG', url('jpeg', jpeg)],
    ['WebP', url('webp', webp)],
    ['as large as may be', url('jpeg', Buffer.concat([jpeg, Buffer.alloc(AVATAR_BYTES - jpeg.length)]))],
  ])('can be %s', (_, text) => {
    expect(isAvatar(text)).toBe(true);
    expect(text.length).toBeLessThanOrEqual(AVATAR_LENGTH);
  });

  it.each<[string, unknown]>([
    ['another type than it says', url('png', jpeg)],
    ['an unknown type', url('gif', Buffer.from('GIF89a'))],
    ['SVG', 'data:image/svg+xml;base64,PHN2Zy8+'],
    ['too large', url('png', Buffer.concat([png, Buffer.alloc(AVATAR_BYTES)]))],
    ['empty', 'data:image/png;base64,'],
    ['not in base64', 'data:image/png;base64,iVBORw0KGgo'],
    ['with something behind it', `${url('png', png)}"><script>`],
    ['in the alphabet of URLs', url('jpeg', jpeg).replaceAll('/', '_')],
    ['elsewhere', 'https://evil.example/a.png'],
    ['no text', 7],
    ['nothing', null],
  ])('is refused when it is %s', (_, value) => {
    expect(isAvatar(value)).toBe(false);
  });
});
