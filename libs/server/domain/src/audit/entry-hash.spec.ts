import type { AuditEntryView } from './entry';
import { GENESIS_HASH, hashEntry } from './entry-hash';

const ENTRY: AuditEntryView = {
  ...{ id: '01a208ef-bfb1-755a-bbe6-6b802e466c81', sequence: '1', createdAt: '2026-01-02T03:04:05.000006Z' },
  ...{ workspaceId: null, actorType: 'user', actorId: '01a208ef-bfb1-755a-bbe6-6b802e466c82' },
  ...{ actorLabel: 'ada@example.test', onBehalfOfId: null, action: 'agent.stop', resourceType: 'agent' },
  ...{ resourceId: 'x', outcome: 'allowed', correlationId: 'r', address: '192.0.2.1' },
  ...{ details: { b: 1, a: [{ d: 'ü', c: null }] }, before: null, after: {} },
  ...{ previousHash: GENESIS_HASH, hash: null },
};

describe('hashEntry', () => {
  it('is fixed: hashes that were written once must be found again by every later release', () => {
    expect(hashEntry(ENTRY)).toBe('8bb137dd4c480f14abf4013372628571b7cfb93bc3de841ad96205baa9c29f91');
  });

  it('does not depend on the order of members', () => {
    const details = { a: [{ c: null, d: 'ü' }], b: 1 };
    const reversed = Object.fromEntries(
      Object.entries({ ...ENTRY, details }).reverse(),
    ) as unknown as AuditEntryView;
    expect(hashEntry(reversed)).toBe(hashEntry(ENTRY));
  });

  it('covers every member but the hash itself', () => {
    for (const name of Object.keys(ENTRY).filter((member) => member !== 'hash')) {
      expect([name, hashEntry({ ...ENTRY, [name]: { other: true } })]).not.toEqual([name, hashEntry(ENTRY)]);
    }
    expect(hashEntry({ ...ENTRY, hash: 'x' })).toBe(hashEntry(ENTRY));
  });
});
