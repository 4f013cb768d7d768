/** Texts by which something is found that was written down plainly, in base64, in hex or as part of an address. */
export function disguisesOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const encoded = encodeURIComponent(secret);
  return [
    secret,
    encoded,
    // What a strict encoder writes for every byte, and what stands in a string within a string.
    [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...([0, 1, 2] as const).flatMap((before) => within(bytes, before)),
  ];
}

/** Base64 of it with so many bytes before it, without the letters in which its neighbours have a part. */
function within(bytes: Buffer, before: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const first = before === 0 ? 0 : before + 1;
  const letters = Math.floor((whole.length * 8) / 6);
  return (['base64', 'base64url'] as const).map((form) => whole.toString(form).slice(first, letters));
}
