import { createScanner, type SyntaxKind } from 'jsonc-parser';

/** Where the value of a member of the outermost object is in its text. Offsets in bytes. */
export interface JsonMember {
  from: number;
  to: number;
}

/** The text has the same member twice: which of them counts, its readers could see differently. */
export class RepeatedMemberError extends Error {
  constructor(readonly member: string) {
    super(`“${member}” is there twice`);
    this.name = 'RepeatedMemberError';
  }
}

/** Values of an enumeration that exists for the compiler only. */
const { OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COMMA, COLON, END } = {
  ...{ OPEN_BRACE: 1, CLOSE_BRACE: 2, OPEN_BRACKET: 3, CLOSE_BRACKET: 4, COMMA: 5, COLON: 6, END: 17 },
} satisfies Record<string, SyntaxKind>;

/**
 * Finds members of the outermost object.
 * @param text JSON that has been read once, with each byte as one character, so that offsets are those of the bytes
 * @throws RepeatedMemberError
 */
export function findMembers(text: string, names: ReadonlySet<string>): Map<string, JsonMember> {
  const found = new Map<string, JsonMember>();
  const scanner = createScanner(text, true);
  const next = (): number => scanner.scan();
  let depth = 0;
  let name: string | null = null;
  let from = -1;
  let last = '';
  for (let kind = next(); kind !== END; kind = next()) {
    if (depth === 1 && (kind === COMMA || kind === CLOSE_BRACE)) {
      name = null;
      from = -1;
    } else if (depth === 1 && kind === COLON && name === null) {
      name = last;
      if (names.has(name) && found.has(name)) throw new RepeatedMemberError(name);
    } else if (depth === 1 && name !== null && from < 0) from = scanner.getTokenOffset();
    else if (depth === 1) last = scanner.getTokenValue();
    if (kind === OPEN_BRACE || kind === OPEN_BRACKET) depth += 1;
    else if (kind === CLOSE_BRACE || kind === CLOSE_BRACKET) depth -= 1;
    if (depth === 1 && name !== null && from >= 0 && names.has(name)) {
      found.set(name, { from, to: scanner.getTokenOffset() + scanner.getTokenLength() });
    }
  }
  return found;
}
