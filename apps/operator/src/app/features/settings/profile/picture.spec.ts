import { PICTURE_BYTES, PictureFault, bytesOf, encodeWithin, middleOf } from './picture';

const dataUrl = (type: string, bytes: number) => `data:${type};base64,${btoa('\0'.repeat(bytes))}`;

describe('a picture of an account', () => {
  it.each([
    [400, 300, { x: 50, y: 0, side: 300 }],
    [300, 401, { x: 0, y: 50, side: 300 }],
    [128, 128, { x: 0, y: 0, side: 128 }],
  ])('is the middle of %d × %d', (width, height, square) => {
    expect(middleOf(width, height)).toEqual(square);
  });

  it.each([0, 1, 2, 3, 1_000])('of %d bytes is measured as such', (bytes) => {
    expect(bytesOf(dataUrl('image/png', bytes))).toBe(bytes);
  });

  it('is a PNG where that is small enough, and a JPEG for a photograph', () => {
    const encode = (type: string) => dataUrl(type, PICTURE_BYTES);
    expect(encodeWithin(false, encode)).toMatch(/^data:image\/png/);
    expect(encodeWithin(true, encode)).toMatch(/^data:image\/jpeg/);
  });

  it('loses quality until it is small enough', () => {
    const asked: unknown[] = [];
    const encode = (type: string, quality = 1) => {
      asked.push([type, quality]);
      return dataUrl(type, quality > 0.8 ? PICTURE_BYTES + 1 : PICTURE_BYTES);
    };
    expect(encodeWithin(false, encode)).toMatch(/^data:image\/jpeg/);
    expect(asked).toEqual([
      ['image/png', 1],
      ['image/jpeg', 0.9],
      ['image/jpeg', 0.75],
    ]);
  });

  it('is refused when nothing makes it small enough', () => {
    expect(() => encodeWithin(false, (type) => dataUrl(type, PICTURE_BYTES + 1))).toThrow(PictureFault);
  });
});
