import { HttpSettings } from '@nora/config';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { MeReader } from '../account/me.reader';
import { clearSessionCookie, setSessionCookie } from '../sessions/session-cookie';
import type { MeDto } from './dto/me.dto';
import type { SignedIn } from './sign-in';

/** What a browser is told when its session begins or ends. */
@Injectable()
export class SessionAnswers {
  constructor(
    private readonly me: MeReader,
    private readonly http: HttpSettings,
  ) {}

  /** Gives the cookie, and tells the account about itself. */
  begin(response: Response, { user, token }: SignedIn): Promise<MeDto> {
    setSessionCookie(response, this.http.publicUrl, token);
    return this.me.of(user.id);
  }

  /** Takes the cookie away. */
  end(response: Response): void {
    clearSessionCookie(response, this.http.publicUrl);
  }
}
