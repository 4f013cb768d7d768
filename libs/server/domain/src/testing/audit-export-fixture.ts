import { createHash, generateKeyPairSync } from 'node:crypto';
import { chain } from '../audit/chain';
import { GENESIS } from '../audit/chain-verifier';
import { signCheckpoint } from '../audit/checkpoint';
import type { AuditEntryView } from '../audit/entry';
import { AuditExportWriter, type AuditExportScope } from '../audit/export-writer';
import { AuditSigner } from '../audit/signatures';
import { verifyExport, type AuditExportVerification } from '../audit/verify-export';

export function newSigner(): AuditSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return new AuditSigner('01a208ef-bfb1-755a-bbe6-6b802e466c81', publicKey, privateKey);
}

export const SIGNER = newSigner();
export const CHECKPOINTS_AT = [10, 20];

const uuidOf = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

/** A chain of so many entries, of two workspaces in turn. */
export function chainOf(count: number): AuditEntryView[] {
  const unchained = Array.from({ length: count }, (_, i): AuditEntryView => ({
    ...{
      id: uuidOf(`entry ${i}`),
      sequence: null,
      createdAt: `2026-01-01T00:00:${String(i).padStart(2, '0')}.000000Z`,
    },
    ...{
      workspaceId: uuidOf(`workspace ${i % 2}`),
      actorType: 'user',
      actorId: uuidOf('actor'),
      actorLabel: 'Ada',
    },
    ...{ onBehalfOfId: null, action: 'agent.stop', resourceType: 'agent', resourceId: `agent ${i}` },
    ...{
      outcome: 'allowed',
      correlationId: `request ${i}`,
      address: '192.0.2.1',
      details: { i, text: 'ünï\n"x"' },
    },
    ...{ before: i % 3 === 0 ? { name: 'a' } : null, after: null, previousHash: null, hash: null },
  }));
  return chain(GENESIS, unchained);
}

const SCOPE: AuditExportScope = {
  ...{ installation: 'tests', scope: 'installation', workspaceId: null, filters: {}, from: GENESIS },
  ...{ upTo: '0', exportedAt: '2026-01-02T00:00:00.000Z' },
};

/** Lines of an export of the whole chain. */
export function wholeExport(entries: AuditEntryView[], signer = SIGNER, checkpointsOf = entries): string[] {
  const writer = new AuditExportWriter(signer, { ...SCOPE, upTo: entries.at(-1)?.sequence ?? '0' });
  const lines = [writer.headerLine];
  for (const entry of entries) {
    lines.push(writer.entryLine(entry));
    if (!CHECKPOINTS_AT.includes(Number(entry.sequence))) continue;
    const signed = checkpointsOf.find(({ sequence }) => sequence === entry.sequence) ?? entry;
    const end = { sequence: signed.sequence ?? '', hash: signed.hash ?? '' };
    lines.push(writer.checkpointLine(signCheckpoint(SIGNER, 'regular', end, new Date(0))));
  }
  return [...lines, writer.trailerLine()];
}

/** Lines of an export of one workspace. */
export function selectionExport(entries: AuditEntryView[]): string[] {
  const workspaceId = entries[0]?.workspaceId ?? null;
  const scope = { ...SCOPE, scope: 'workspace', workspaceId, from: null, upTo: '99' } as const;
  const writer = new AuditExportWriter(SIGNER, scope);
  const own = entries.filter((entry) => entry.workspaceId === workspaceId);
  return [writer.headerLine, ...own.map((entry) => writer.entryLine(entry)), writer.trailerLine()];
}

export const textOf = (lines: string[]): string => lines.map((line) => `${line}\n`).join('');

/** Verifies a file, given in pieces of a few bytes so that lines and characters are torn apart. */
export function verifyFile(
  file: string | Uint8Array,
  pinned: string | null = null,
): Promise<AuditExportVerification> {
  const bytes = Buffer.from(file);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 1_009) yield Promise.resolve(bytes.subarray(at, at + 1_009));
  }
  return verifyExport(chunks(), pinned);
}
