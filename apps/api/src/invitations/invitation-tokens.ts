import { HttpSettings, SecretSettings } from '@nora/config';
import { hashToken, randomToken } from '@nora/crypto';
import { Injectable } from '@nestjs/common';

const PREFIX = 'nora_inv_';

/** A token that nobody has seen yet. */
export interface NewInvitationToken {
  /** What is stored of it. */
  hash: string;
  /** The link that holds it. Behind `#`, so that no server on the way writes it down. */
  url: string;
}

/** The tokens of invitation links. Stored as a hash, they are known to their links only. */
@Injectable()
export class InvitationTokens {
  private readonly secret: string;

  constructor(
    { inviteSecret, jwtSecret }: SecretSettings,
    private readonly http: HttpSettings,
  ) {
    this.secret = inviteSecret ?? jwtSecret;
  }

  mint(): NewInvitationToken {
    const token = randomToken(PREFIX);
    return { hash: this.hash(token), url: new URL(`/invitation#token=${token}`, this.http.publicUrl).href };
  }

  hash(token: string): string {
    return hashToken(token, this.secret, 'workspace-invitation');
  }
}
