import { secret } from '../parsers';
import { Setting } from '../setting';

/** Secrets of the API. */
export class SecretSettings {
  @Setting({
    env: 'JWT_SECRET',
    description: 'Signs session tokens; at least 32 characters.',
    parse: secret(32),
    secret: true,
  })
  readonly jwtSecret: string;

  @Setting({
    env: 'NORA_CLAIM_TOKEN',
    description:
      'One-time token that the first administrator must present; empty lets anyone claim a new server.',
    parse: secret(20),
    default: null as string | null,
    secret: true,
  })
  readonly claimToken: string | null;

  @Setting({
    env: 'NORA_API_KEY_HASH_SECRET',
    description:
      'Hashes API keys and one-time tokens; at least 32 characters. Empty uses JWT_SECRET, so that changing that one ends all API keys too.',
    parse: secret(32),
    default: null as string | null,
    secret: true,
  })
  readonly apiKeyHashSecret: string | null;

  @Setting({
    env: 'NORA_WORKSPACE_INVITE_SECRET',
    description: 'Hashes invitation tokens; at least 32 characters. Empty uses JWT_SECRET.',
    parse: secret(32),
    default: null as string | null,
    secret: true,
  })
  readonly inviteSecret: string | null;
}
