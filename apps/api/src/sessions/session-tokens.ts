import { SecretSettings } from '@nora/config';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';

const ISSUER = 'nora';
const AUDIENCE = 'nora-session';

/** Most days a session lasts, however much it is used. */
export const SESSION_LIFETIME_DAYS = 90;

/** Signs and reads session tokens. They only name a row of `sessions`, which says whether they are worth anything. */
@Injectable()
export class SessionTokens {
  private readonly jwt: JwtService;

  constructor({ jwtSecret }: SecretSettings) {
    this.jwt = new JwtService({ secret: jwtSecret });
  }

  sign(sessionId: string, userId: string): string {
    const expiresIn = `${SESSION_LIFETIME_DAYS}d` as const;
    return this.jwt.sign(
      { sid: sessionId },
      { algorithm: 'HS256', subject: userId, issuer: ISSUER, audience: AUDIENCE, expiresIn },
    );
  }

  /** Id of the session a token names; null when the token is not one of ours or has expired. */
  read(token: string): string | null {
    try {
      const options = { algorithms: ['HS256' as const], issuer: ISSUER, audience: AUDIENCE };
      const { sid } = this.jwt.verify<{ sid?: unknown }>(token, options);
      return typeof sid === 'string' ? sid : null;
    } catch {
      return null;
    }
  }
}
