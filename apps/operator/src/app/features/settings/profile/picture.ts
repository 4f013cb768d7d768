/** Side of a picture of an account, in pixels. */
export const PICTURE_SIDE = 128;
/** Most bytes the API takes. */
export const PICTURE_BYTES = 64 * 1024;
/** What the browser is asked to open at most. */
const SOURCE_BYTES = 20 * 1024 * 1024;

/** Best first. */
const FORMS: readonly (readonly [type: string, quality?: number])[] = [
  ['image/png'],
  ['image/jpeg', 0.9],
  ['image/jpeg', 0.75],
  ['image/jpeg', 0.5],
];

/** Why a file did not become a picture, in words. */
export class PictureFault extends Error {
  override readonly name = 'PictureFault';
}

/** A square in the middle of a picture. */
export function middleOf(width: number, height: number): { x: number; y: number; side: number } {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}

/** How many bytes a `data:` address holds. */
export function bytesOf(dataUrl: string): number {
  const encoded = dataUrl.slice(dataUrl.indexOf(',') + 1);
  return (encoded.length * 3) / 4 - (encoded.endsWith('==') ? 2 : encoded.endsWith('=') ? 1 : 0);
}

/**
 * The best form that is small enough: photographs as JPEG, everything else as PNG, which keeps lines sharp and what is
 * transparent, unless that is too large.
 * @param encode gives the picture as a `data:` address
 */
export function encodeWithin(
  photograph: boolean,
  encode: (type: string, quality?: number) => string,
): string {
  for (const [type, quality] of photograph ? FORMS.slice(1) : FORMS) {
    const encoded = encode(type, quality);
    if (bytesOf(encoded) <= PICTURE_BYTES) return encoded;
  }
  throw new PictureFault('This picture cannot be made small enough.');
}

/**
 * Makes a small square picture of the middle of a file, here in the browser: the file itself is not sent.
 * @throws PictureFault when the file is too large, or no picture that this browser can open
 */
export async function readPicture(file: Blob, document: Document): Promise<string> {
  if (file.size > SOURCE_BYTES) throw new PictureFault('This file is too large. Choose one of up to 20 MB.');
  const whole = await open(() => createImageBitmap(file));
  const { x, y, side } = middleOf(whole.width, whole.height);
  const small = await open(() =>
    createImageBitmap(whole, x, y, side, side, {
      resizeWidth: PICTURE_SIDE,
      resizeHeight: PICTURE_SIDE,
      resizeQuality: 'high',
    }),
  );
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = PICTURE_SIDE;
  const context = canvas.getContext('2d');
  if (!context) throw new PictureFault('This browser cannot make a picture of it.');
  return encodeWithin(file.type === 'image/jpeg', (type, quality) => {
    // JPEG knows nothing transparent, and would show it black.
    context.fillStyle = '#ffffff';
    if (type === 'image/jpeg') context.fillRect(0, 0, PICTURE_SIDE, PICTURE_SIDE);
    else context.clearRect(0, 0, PICTURE_SIDE, PICTURE_SIDE);
    context.drawImage(small, 0, 0, PICTURE_SIDE, PICTURE_SIDE);
    return canvas.toDataURL(type, quality);
  });
}

async function open(act: () => Promise<ImageBitmap>): Promise<ImageBitmap> {
  try {
    return await act();
  } catch (cause) {
    throw new PictureFault('This is no picture that can be opened. PNG, JPEG, WebP and GIF can.', { cause });
  }
}
