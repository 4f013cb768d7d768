import { LogFrames } from './log-frames';

const frame = (kind: 1 | 2, text: string): Buffer => {
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

const STREAM = Buffer.concat([
  frame(1, '2026-01-02T03:04:05.678901234Z héllo\n'),
  frame(2, '2026-01-02T03:04:06.000000000Z oh '),
  frame(1, '2026-01-02T03:04:07.000000000Z again\n'),
  frame(2, 'no\n'),
  frame(1, 'unfinished'),
]);

describe('LogFrames', () => {
  it.each([1, 3, 7, 1_000])('gives the same lines when the stream comes in pieces of %d bytes', (size) => {
    const frames = new LogFrames();
    const lines = [];
    for (let at = 0; at < STREAM.length; at += size)
      lines.push(...frames.push(STREAM.subarray(at, at + size)));
    lines.push(...frames.end());
    expect(lines.map(({ stream, text }) => `${stream} ${text}`)).toEqual([
      'stdout héllo',
      'stdout again',
      'stderr oh no',
      'stdout unfinished',
    ]);
    expect(lines[0]?.at).toEqual(new Date('2026-01-02T03:04:05.678Z'));
    expect(lines[3]?.at).toBeNull();
  });
});
