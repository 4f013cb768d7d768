import { KeyFileError } from '@nora/crypto';
import {
  ForeignKeysError,
  KeyRotation,
  RotationBusyError,
  resealStored,
  type ResealOutcome,
  type RotationEvent,
  type RotationOutcome,
} from '@nora/domain';
import { QueryFailedError } from 'typeorm';
import { CliError, codeOf } from '../system/errors';
import type { ProgressReport } from './progress';
import type { StoredSecrets } from './stored-secrets';

const EXIT_INTERRUPTED = 130;
const NOTHING_LOST = 'Nothing is lost: run it again, and it is finished.';

/**
 * Gives stored secrets a new key.
 * @param report is told what happens; null says nothing
 * @throws CliError when that cannot be done here, or was broken off
 */
export async function rotateKeys(
  { dataSource, keyFile, inUse, signal }: StoredSecrets,
  keepOld: boolean,
  report: ProgressReport | null,
): Promise<RotationOutcome> {
  if (keyFile === null) {
    throw new CliError(
      'the keys are in ENCRYPTION_KEY: change them where that is set, then run nora secrets reseal (docs/operations.md tells how)',
    );
  }
  const observe = (event: RotationEvent): void => {
    if (report) tell(report, event);
  };
  return explained(keyFile, () =>
    new KeyRotation(dataSource, { keyFile, inUse, keepOld, signal }, observe).run(),
  );
}

/** Seals stored secrets under the key that is the current one already. @throws CliError */
export async function resealUnderCurrent(
  { dataSource, keys, keyFile, signal }: StoredSecrets,
  report: ProgressReport | null,
): Promise<ResealOutcome> {
  return explained(keyFile ?? 'ENCRYPTION_KEY', () =>
    resealStored(dataSource, keys, (progress) => report?.progress(progress), signal),
  );
}

function tell(report: ProgressReport, event: RotationEvent): void {
  switch (event.step) {
    case 'begun':
      return report.line(
        event.resumed ? `Finishing the rotation to key ${event.keyId}.` : `The new key is ${event.keyId}.`,
      );
    case 'waiting':
      return report.line(
        event.for === 'programs'
          ? 'Waiting until every program has taken it up…'
          : 'Waiting for transactions that began before…',
      );
    case 'progress':
      return report.progress(event.progress);
    case 'removed':
      return undefined;
  }
}

async function explained<T>(where: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asCliError(error, where);
  }
}

function asCliError(error: unknown, where: string): unknown {
  const options = { cause: error };
  if (error instanceof ForeignKeysError || error instanceof RotationBusyError) {
    return new CliError(error.message, 1, options);
  }
  if (error instanceof KeyFileError) return new CliError(`${where} ${error.message}`, 1, options);
  if (error instanceof QueryFailedError) {
    return new CliError(`PostgreSQL failed: ${error.message}. ${NOTHING_LOST}`, 1, options);
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return new CliError(`Interrupted. ${NOTHING_LOST}`, EXIT_INTERRUPTED, options);
  }
  const code = codeOf(error);
  if (code && ['EROFS', 'EACCES', 'EPERM', 'EBUSY', 'EXDEV', 'ENOSPC'].includes(code)) {
    const what = `${where} cannot be written here (${code})`;
    return new CliError(
      `${what}: change the keys where they are kept, then run nora secrets reseal`,
      1,
      options,
    );
  }
  return error;
}
