import { visit } from 'jsonc-parser';

/** Where a member of the outermost object is in its text. Offsets in bytes. */
export interface JsonMember {
  /** Of the value. */
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

/**
 * Finds members of the outermost object.
 * @param text JSON that has been read once, with each byte as one character, so that offsets are those of the bytes
 * @throws RepeatedMemberError
 */
export function findMembers(text: string, names: ReadonlySet<string>): Map<string, JsonMember> {
  const found = new Map<string, JsonMember>();
  let depth = 0;
  let wanted: string | null = null;
  const put = (from: number, to: number) => {
    if (wanted === null || depth !== 1) return;
    found.set(wanted, { from, to });
    wanted = null;
  };
  let begun = 0;
  const open = (offset: number) => {
    if (depth === 1) begun = offset;
    depth += 1;
  };
  const close = (offset: number, length: number) => {
    depth -= 1;
    if (depth === 1) put(begun, offset + length);
  };
  visit(text, {
    onObjectBegin: open,
    onObjectEnd: close,
    onArrayBegin: open,
    onArrayEnd: close,
    onObjectProperty: (name) => {
      if (depth !== 1) return;
      wanted = names.has(name) ? name : null;
      if (wanted !== null && found.has(wanted)) throw new RepeatedMemberError(wanted);
    },
    onLiteralValue: (_value, offset, length) => put(offset, offset + length),
  });
  return found;
}
