/** What takes two places in a monospaced font: East Asian wide characters and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/gu;

interface Text {
  readonly text: string;
}

/** Long lists are counted again whenever something is added to them. */
const places = new WeakMap<Text, number>();

/** Rows up to the end of each text, when it is cut at so many places; an empty one takes a row, too. */
export function rowEnds(texts: readonly Text[], columns: number): Uint32Array {
  const ends = new Uint32Array(texts.length);
  let rows = 0;
  for (const [index, text] of texts.entries()) {
    rows += Math.max(1, Math.ceil(placesOf(text) / Math.max(1, columns)));
    ends[index] = rows;
  }
  return ends;
}

function placesOf(one: Text): number {
  const known = places.get(one);
  if (known !== undefined) return known;
  const count = one.text.length + (one.text.match(WIDE)?.length ?? 0);
  places.set(one, count);
  return count;
}
