import { hkdfSync } from 'node:crypto';
import { SecretSettings } from '@nora/config';
import { hashToken } from '@nora/crypto';
import { Injectable } from '@nestjs/common';

/** How an agent's model key is recognised without being stored readable. */
@Injectable()
export class ModelKeys {
  private readonly hashKey: Buffer;

  constructor({ encryptionKey }: SecretSettings) {
    // Not JWT_SECRET: changing that one signs people out and must not cut agents off from their model.
    this.hashKey = Buffer.from(hkdfSync('sha256', encryptionKey, '', 'nora model key hash', 32));
  }

  hash(modelKey: string): string {
    return hashToken(modelKey, this.hashKey, 'model-key');
  }
}
