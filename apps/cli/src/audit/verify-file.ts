import { createReadStream } from 'node:fs';
import { verifyExport, type AuditExportVerification } from '@nora/domain';
import { CliError, codeOf } from '../system/errors';
import { describeFault, plural } from './describe';
import { EXIT_NOT_VERIFIED } from './exit-codes';

/**
 * Verifies an export; `-` is what comes in on standard input.
 * @param publicKey the key it must be signed with, in PEM
 * @throws CliError when the file cannot be read
 */
export async function verifyFile(path: string, publicKey: string | null): Promise<AuditExportVerification> {
  const bytes: AsyncIterable<Buffer> = path === '-' ? process.stdin : createReadStream(path);
  try {
    return await verifyExport(bytes, publicKey);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new CliError(`${path} cannot be read (${code})`, EXIT_NOT_VERIFIED, { cause: error });
  }
}

/** What was found, as a person reads it. */
export function describeFile(found: AuditExportVerification): string {
  const { header, fault, line, checked, firstSequence, lastSequence, checkpoints, whole, pinned } = found;
  if (fault) return describeFault(fault, checked, line);
  const range =
    checked === 0
      ? 'no entries'
      : `${plural(checked, 'entry', 'entries')}, ${firstSequence} to ${lastSequence}`;
  const of =
    header?.scope === 'workspace'
      ? `workspace ${header.workspaceId} of ${header.installation}`
      : header?.installation;
  const filters = Object.entries(header?.filters ?? {}).map(([name, value]) => `${name}=${value}`);
  return [
    `ok    ${range}: ${whole ? 'the whole chain' : 'a selection'} of ${of}, exported at ${header?.exportedAt}`,
    ...(filters.length > 0 ? [`      narrowed by ${filters.join(', ')}`] : []),
    ...(whole
      ? [
          `      each follows the one before; ${plural(checkpoints, 'checkpoint', 'checkpoints')} signed them on the way`,
        ]
      : []),
    `      key ${header?.keyId}, SHA-256 ${header?.fingerprint}`,
    pinned
      ? '      It is the key that was given.'
      : '      The key came with the file: compare it with the one of the installation, or give it with --public-key.',
  ].join('\n');
}
