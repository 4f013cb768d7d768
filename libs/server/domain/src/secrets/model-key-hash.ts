import { createSecretKey, type KeyObject } from 'node:crypto';
import { deriveKey, hashToken, type EncryptionKey } from '@nora/crypto';

/** As objects of node:crypto, which takes bytes in anew with every use. */
const hashKeys = new WeakMap<EncryptionKey, KeyObject>();

/**
 * How an agent's model key is found without being stored readable: HMAC-SHA256 under a key derived from the
 * encryption key. Not from JWT_SECRET: changing that one signs people out and must not cut agents off from their model.
 */
export function modelKeyHash(modelKey: string, key: EncryptionKey): string {
  const hashKey = hashKeys.get(key) ?? createSecretKey(deriveKey(key, 'nora model key hash'));
  hashKeys.set(key, hashKey);
  return hashToken(modelKey, hashKey, 'model-key');
}
