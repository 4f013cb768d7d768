/* eslint-disable-next-line no-control-regex -- control characters are what this is about */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
// Characters that turn the direction of what follows, with which a text can look like another.
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text of somebody else with nothing in it that a terminal obeys; line ends and tabs stay. */
export function plainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(CONTROL, '\ufffd').replace(DIRECTION, '');
}

/** The same on one line. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s*[\n\t]\s*/g, ' ');
}
