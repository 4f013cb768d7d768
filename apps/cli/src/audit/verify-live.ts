import { createDataSource, verifyChain, type AuditVerification } from '@nora/domain';
import type { DataDirectory } from '../instance/data-directory';
import { storeUrls } from '../instance/store-urls';
import { CliError, messageOf } from '../system/errors';
import { describeFault, plural } from './describe';
import { EXIT_NOT_VERIFIED } from './exit-codes';
import { trustedKeys, type KeyTrust } from './key-trust';

/** What a look at the database of an instance found. */
export type LiveVerification = AuditVerification & { trust: KeyTrust };

/**
 * Verifies the audit log where it lies.
 * @param publicKey the key it must be signed with, in PEM
 * @throws CliError when the database cannot be read
 */
export async function verifyLive(
  directory: DataDirectory,
  environment: NodeJS.ProcessEnv,
  publicKey: string | null,
): Promise<LiveVerification> {
  const { database } = storeUrls(directory, environment);
  if (database === null) {
    throw new CliError(
      `there is no instance in ${directory.path}: give --data, or DATABASE_URL in the environment`,
      EXIT_NOT_VERIFIED,
    );
  }
  const source = createDataSource(database, { poolSize: 2 });
  try {
    await source.initialize();
    const { trust, isTrusted } = trustedKeys(source, publicKey, directory, environment);
    return { ...(await verifyChain(source, isTrusted, new AbortController().signal)), trust };
  } catch (error) {
    throw new CliError(`the database cannot be verified: ${messageOf(error)}`, EXIT_NOT_VERIFIED, {
      cause: error,
    });
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

const TRUST: Readonly<Record<KeyTrust, string>> = {
  given: 'They were signed with the key that was given.',
  'encryption-key': 'The encryption key of the instance opens the key that signed them.',
  database:
    'The key came with the database: give it with --public-key, or the encryption key in the environment, to know that it is yours.',
};

/** What was found, as a person reads it. */
export function describeLive(found: LiveVerification): string {
  const { fault, checked, firstSequence, lastSequence, checkpoints, unchained, trust } = found;
  if (fault) return describeFault(fault, checked, null);
  const range = `${plural(checked, 'entry', 'entries')}, ${firstSequence} to ${lastSequence}`;
  return [
    checked === 0
      ? 'ok    There are no entries.'
      : `ok    ${range}: each follows the one before; ${plural(checkpoints, 'checkpoint', 'checkpoints')} signed them on the way`,
    ...(unchained === 0
      ? []
      : [`      ${plural(unchained, 'entry has', 'entries have')} no place in the chain yet`]),
    ...(checkpoints === 0 ? [] : [`      ${TRUST[trust]}`]),
  ].join('\n');
}
