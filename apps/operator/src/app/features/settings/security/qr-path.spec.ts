import { encode } from 'uqr';

import { qrPath } from './qr-path';

const TEXT = 'otpauth://totp/Nora%20(nora.example):ada@example.test?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** Which squares a path of rectangles covers. */
function squaresOf(path: string): Set<string> {
  const rectangles = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)];
  expect(rectangles.map(([whole]) => whole).join('')).toBe(path);
  return new Set(
    rectangles.flatMap(([, x, y, width]) =>
      Array.from({ length: Number(width) }, (_, step) => `${Number(x) + step} ${y}`),
    ),
  );
}

describe('qrPath', () => {
  it('covers the dark squares, and nothing else', () => {
    const { data } = encode(TEXT, { ecc: 'M', border: 4 });
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x} ${y}`] : [])));
    expect(squaresOf(qrPath(TEXT).path)).toEqual(new Set(dark));
  });

  it('keeps the light that readers need around it', () => {
    const { size, path } = qrPath(TEXT);
    for (const square of squaresOf(path)) {
      for (const at of square.split(' ').map(Number)) {
        expect(at).toBeGreaterThanOrEqual(4);
        expect(at).toBeLessThan(size - 4);
      }
    }
  });
});
