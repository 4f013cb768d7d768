import {
  CHECKPOINTS_AT,
  SIGNER,
  chainOf,
  newSigner,
  selectionExport,
  textOf,
  verifyFile,
  wholeExport,
} from '../testing/audit-export-fixture';
import { canonicalJson } from './canonical';
import { chain } from './chain';
import { GENESIS } from './chain-verifier';
import type { AuditEntryView } from './entry';
import { hashEntry } from './entry-hash';

const ENTRIES = chainOf(25);
const WHOLE = wholeExport(ENTRIES);
const SELECTION = selectionExport(ENTRIES);

const lineOfEntry = (lines: string[], sequence: number) =>
  lines.findIndex((line) => line.includes('"type":"entry"') && line.includes(`"sequence":"${sequence}"`));
const without = (lines: string[], index: number) => lines.filter((_, i) => i !== index);
const replaced = (lines: string[], index: number, change: (line: string) => string) =>
  lines.map((line, i) => (i === index ? change(line) : line));
const foundIn = async (lines: string[]) => {
  const { ok, fault } = await verifyFile(textOf(lines));
  expect(ok).toBe(fault === null);
  return fault && [fault.code, fault.sequence];
};

describe('verifying an export of the whole chain', () => {
  it('finds one that nobody touched in order', async () => {
    expect(await verifyFile(textOf(WHOLE))).toEqual({
      ...{ ok: true, pinned: false, whole: true, checked: 25, checkpoints: 2 },
      ...{ firstSequence: '1', lastSequence: '25', fault: null, line: null },
      header: {
        ...{ installation: 'tests', scope: 'installation', workspaceId: null, filters: {} },
        ...{ exportedAt: '2026-01-02T00:00:00.000Z', keyId: SIGNER.keyId },
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    });
    expect(await verifyFile(textOf(wholeExport([])))).toMatchObject({ ok: true, checked: 0 });
  });

  it('names an entry of which any member was changed', async () => {
    const at = lineOfEntry(WHOLE, 7);
    const entry = JSON.parse(WHOLE[at] ?? '') as Record<string, unknown>;
    for (const name of Object.keys(entry).filter((member) => member !== 'type')) {
      const changed = JSON.stringify({ ...entry, [name]: 'x' }, Object.keys(entry).sort());
      const canonical = WHOLE[at]?.replace(
        `${JSON.stringify(name)}:${JSON.stringify(entry[name])}`,
        `${JSON.stringify(name)}:"x"`,
      );
      for (const line of [changed, canonical ?? '']) {
        const fault = await foundIn(replaced(WHOLE, at, () => line));
        expect([name, fault?.[1]]).toEqual([name, '7']);
      }
    }
  });

  it('takes no other spelling of the same content', async () => {
    const at = lineOfEntry(WHOLE, 7);
    for (const change of [
      (line: string) => line.replace(',"', ', "'),
      (line: string) => line.replace('{"action"', '{"action":"agent.start","action"'),
      (line: string) => line.replace('"i":6', '"i":6.0'),
      (line: string) => line.replace('ü', '\\u00fc'),
      (line: string) => `${line}\r`,
      (line: string) => `${line.slice(0, -1)},"zzz":1}`,
      (line: string) => `\uFEFF${line}`,
    ]) {
      expect(change(WHOLE[at] ?? '')).not.toBe(WHOLE[at]);
      expect(await foundIn(replaced(WHOLE, at, change))).toEqual([expect.any(String), '7']);
    }
  });

  it('names an entry that was changed and given the hash it would have', async () => {
    const at = lineOfEntry(WHOLE, 7);
    const entry = JSON.parse(WHOLE[at] ?? '') as AuditEntryView & { link: string };
    const changed = { ...entry, action: 'x' };
    const rehashed = canonicalJson({ ...changed, hash: hashEntry(changed) });
    expect(await foundIn(replaced(WHOLE, at, () => rehashed))).toEqual(['entry_rewritten', '7']);
  });

  it('finds a rewritten chain at the next checkpoint', async () => {
    const changed = ENTRIES.map((entry) => (entry.sequence === '7' ? { ...entry, action: 'x' } : entry));
    const rewritten: AuditEntryView[] = chain(GENESIS, changed);
    // The forger has no key: the checkpoints are those that were signed.
    const lines = wholeExport(rewritten, SIGNER, ENTRIES);
    expect(await foundIn(lines)).toEqual(['chain_rewritten', '10']);
    expect((await verifyFile(textOf(lines))).fault?.message).toContain('entries 1 to 10');
  });

  it('finds a chain that was rewritten after the last checkpoint at the trailer', async () => {
    const changed = ENTRIES.map((entry) => (entry.sequence === '22' ? { ...entry, action: 'x' } : entry));
    const forged = wholeExport(chain(GENESIS, changed)).slice(0, -1);
    const found = await verifyFile(textOf([...forged, WHOLE.at(-1) ?? '']));
    expect(found.fault).toMatchObject({ code: 'chain_rewritten', sequence: null });
    expect(found.fault?.message).toContain('Up to entry 20 a checkpoint proves them');
    const stranger = wholeExport(chain(GENESIS, changed), newSigner()).at(-1) ?? '';
    expect(await foundIn([...forged, stranger])).toEqual(['trailer_changed', null]);
  });

  it.each(ENTRIES.map(({ sequence }) => Number(sequence)))(
    'names entry %i when it is deleted',
    async (sequence) => {
      const fault = await foundIn(without(WHOLE, lineOfEntry(WHOLE, sequence)));
      expect(fault).toEqual(['entry_missing', String(sequence)]);
    },
  );

  it('says how many were deleted', async () => {
    const lines = without(without(WHOLE, lineOfEntry(WHOLE, 14)), lineOfEntry(WHOLE, 7));
    expect((await verifyFile(textOf(lines))).fault?.message).toContain('2 of 25 entries are missing');
  });

  it('names an entry that was moved, and one that was repeated', async () => {
    const at = lineOfEntry(WHOLE, 7);
    const moved = [...without(WHOLE, at).slice(0, 18), WHOLE[at] ?? '', ...without(WHOLE, at).slice(18)];
    expect(await foundIn(moved)).toEqual(['entry_out_of_order', '7']);
    const repeated = [...WHOLE.slice(0, 15), WHOLE[at] ?? '', ...WHOLE.slice(15)];
    expect((await foundIn(repeated))?.[1]).toBeDefined();
    expect(await foundIn([...WHOLE.slice(0, at + 1), ...WHOLE.slice(at)])).toEqual(['entry_repeated', '7']);
  });

  it('misses a checkpoint, and takes none from elsewhere', async () => {
    const at = lineOfEntry(WHOLE, CHECKPOINTS_AT[0] ?? 0) + 1;
    expect((await foundIn(without(WHOLE, at)))?.[0]).toBe('entry_rewritten');
    const other = wholeExport(chainOf(24).slice(0, 20), SIGNER)[at + 11] ?? '';
    expect(other).toContain('checkpoint');
    expect((await verifyFile(textOf(replaced(WHOLE, at, () => other)))).line).toBe(at + 1);
  });

  it('finds a changed header, and a header or trailer of another export', async () => {
    expect(await foundIn(replaced(WHOLE, 0, (line) => line.replace('tests', 'prod')))).toEqual([
      'header_changed',
      null,
    ]);
    const other = wholeExport(ENTRIES.slice(0, 12));
    expect(await foundIn([...WHOLE.slice(0, -1), other.at(-1) ?? ''])).toEqual([
      'trailer_of_another_export',
      null,
    ]);
    expect((await foundIn([other[0] ?? '', ...WHOLE.slice(1)]))?.[0]).toBe('entry_rewritten');
  });

  it('finds what stands behind the trailer', async () => {
    expect(await foundIn([...WHOLE, ''])).toEqual(['lines_after_trailer', null]);
    expect(await foundIn([...WHOLE, WHOLE.at(-1) ?? ''])).toEqual(['lines_after_trailer', null]);
  });

  it('needs the pinned key, when one is given', async () => {
    expect(await verifyFile(textOf(WHOLE), SIGNER.publicKey)).toMatchObject({ ok: true, pinned: true });
    const forger = newSigner();
    const forged = textOf(
      wholeExport(ENTRIES, forger).filter((line) => !line.includes('"type":"checkpoint"')),
    );
    expect((await verifyFile(forged, SIGNER.publicKey)).fault).toMatchObject({ code: 'unknown_key' });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'hello\n'],
    ['a table', 'sequence,createdAt\n1,2026\n'],
    ['another format', '{"type":"header","format":"nora-audit/v2"}\n'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a])],
  ])('says so when the file holds %s', async (_, file) => {
    expect((await verifyFile(file)).fault).toMatchObject({ code: 'not_an_export', sequence: null });
  });
});

describe('verifying an export of a selection', () => {
  it('finds one that nobody touched in order', async () => {
    expect(await verifyFile(textOf(SELECTION))).toMatchObject({
      ...{ ok: true, whole: false, checked: 13, firstSequence: '1', lastSequence: '25' },
    });
  });

  it('names an entry that was changed', async () => {
    const at = lineOfEntry(SELECTION, 7);
    expect(await foundIn(replaced(SELECTION, at, (line) => line.replace('Ada', 'Eve')))).toEqual([
      'entry_changed',
      '7',
    ]);
  });

  it('says between which entries something was deleted', async () => {
    const found = await verifyFile(textOf(without(SELECTION, lineOfEntry(SELECTION, 7))));
    expect(found.fault).toMatchObject({ code: 'entry_missing', sequence: '9' });
    expect(found.fault?.message).toContain('between entry 5 and entry 9. In all, 1 of 13 entries is missing');
    expect(await foundIn(without(SELECTION, lineOfEntry(SELECTION, 25)))).toEqual(['entry_missing', '25']);
  });

  it('names an entry that was moved or repeated', async () => {
    const at = lineOfEntry(SELECTION, 7);
    const swapped = replaced(
      replaced(SELECTION, at, () => SELECTION[at + 1] ?? ''),
      at + 1,
      () => SELECTION[at] ?? '',
    );
    expect(await foundIn(swapped)).toEqual(['entry_out_of_order', '7']);
    expect(await foundIn([...SELECTION.slice(0, at + 1), ...SELECTION.slice(at)])).toEqual([
      'entry_repeated',
      '7',
    ]);
  });

  it('says that it cannot tell which entry was rewritten when all links were', async () => {
    const changed = ENTRIES.map((entry) => {
      const other = entry.sequence === '7' ? { ...entry, action: 'x' } : entry;
      return { ...other, hash: hashEntry(other) };
    });
    const found = await verifyFile(
      textOf([...selectionExport(changed).slice(0, -1), SELECTION.at(-1) ?? '']),
    );
    expect(found.fault).toMatchObject({ code: 'chain_rewritten', sequence: null });
    expect(found.fault?.message).toContain('does not tell which');
  });
});
