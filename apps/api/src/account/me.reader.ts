import { SecondFactor } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not } from 'typeorm';
import type { MeDto } from '../auth/dto/me.dto';
import { ownAccount } from './own-account';

/** Accounts as they see themselves. */
@Injectable()
export class MeReader {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws DomainError `unauthenticated` when the account has just been deleted */
  async of(userId: string): Promise<MeDto> {
    const { manager } = this.dataSource;
    const [user, secondFactor] = await Promise.all([
      ownAccount(manager, userId),
      manager.existsBy(SecondFactor, { userId, confirmedAt: Not(IsNull()) }),
    ]);
    const { id, email, name, avatar, locale, theme, platformRole } = user;
    return {
      ...{ id, email, name, avatar, locale, theme, platformRole, secondFactor },
      emailVerified: user.emailVerifiedAt !== null,
      hasPassword: user.passwordHash !== null,
    };
  }
}
