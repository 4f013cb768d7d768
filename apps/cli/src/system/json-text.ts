// What JSON may hold as it is and a terminal obeys: control characters of ISO 6429, and marks that turn directions.
const OBEYED = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A value as JSON that a terminal only shows; whoever parses it gets every character. */
export function jsonText(value: unknown, indent?: number): string {
  const escaped = (character: string): string =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, indent).replace(OBEYED, escaped);
}

/** One JSON document. */
export function printJson(value: unknown): void {
  console.log(jsonText(value, 2));
}
