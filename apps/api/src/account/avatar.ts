/** Most bytes of a picture. */
export const AVATAR_BYTES = 64 * 1024;

/** Most characters of its `data:` URL. */
export const AVATAR_LENGTH = 'data:image/jpeg;base64,'.length + Math.ceil(AVATAR_BYTES / 3) * 4;

export const AVATAR_FORM = /^data:image\/(png|jpeg|webp);base64,([A-Za-z0-9+/]+={0,2})$/;

/** How files of these types begin. */
const SIGNATURES: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  png: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')),
  jpeg: (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')),
  webp: (bytes) =>
    bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP',
};

/** Whether a text is a `data:` URL of a small picture that is what it says. SVG, which can hold scripts, is none. */
export function isAvatar(text: unknown): text is string {
  const [, type = '', encoded = ''] = (typeof text === 'string' && AVATAR_FORM.exec(text)) || [];
  const bytes = Buffer.from(encoded, 'base64');
  // What does not come back as it was is not base64 that every browser reads alike.
  if (bytes.toString('base64') !== encoded || bytes.length > AVATAR_BYTES) return false;
  return SIGNATURES[type]?.(bytes) ?? false;
}
