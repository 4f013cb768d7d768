import { encode } from 'uqr';

/** A QR code as the outline of its dark squares, one unit each. */
export interface QrPath {
  /** Units of a side, the quiet zone among them. */
  size: number;
  /** For the `d` of an SVG path. */
  path: string;
}

/** Units of light around the code that readers need (ISO/IEC 18004). */
const QUIET = 4;

/** Draws a text as a QR code that survives some glare and dirt. */
export function qrPath(text: string): QrPath {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET });
  const runs = data.flatMap((row, y) =>
    runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`),
  );
  return { size, path: runs.join('') };
}

/** Where dark squares that touch begin, and how many they are. */
function runsOf(row: readonly boolean[]): [start: number, length: number][] {
  const runs: [number, number][] = [];
  row.forEach((dark, x) => {
    const last = runs[runs.length - 1];
    if (!dark) return;
    if (last && last[0] + last[1] === x) last[1] += 1;
    else runs.push([x, 1]);
  });
  return runs;
}
