import type { KeyFileObserver } from '@nora/crypto';
import type { Logger } from './logger';

/** Writes down what becomes of the file with the encryption keys. */
export function observeKeyFile(logger: Logger): KeyFileObserver {
  return {
    broken: (message) =>
      logger.error(`ENCRYPTION_KEY_FILE ${message}; the keys that were read before stay in use`),
    changed: ([current, ...others]) =>
      logger.info({ keyId: current, otherKeyIds: others }, 'the encryption keys were read again'),
  };
}
