import { Transactions, User, recordAudit } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { MeDto } from '../auth/dto/me.dto';
import { auditActorOf } from '../core/audit-actor';
import type { UpdateProfileDto } from './dto/update-profile.dto';
import { canonicalLocale } from './locale';
import { MeReader } from './me.reader';
import { lockOwnAccount } from './own-account';

type Profile = Pick<User, 'name' | 'avatar' | 'locale' | 'theme'>;

/** What accounts say of themselves. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly transactions: Transactions,
    private readonly me: MeReader,
  ) {}

  async update(principal: Principal, { name, avatar, locale, theme }: UpdateProfileDto): Promise<MeDto> {
    const { userId: id } = principal;
    await this.transactions.run(async (manager) => {
      const before = await lockOwnAccount(manager, id);
      const after: Profile = {
        name: name ?? before.name,
        avatar: avatar === undefined ? before.avatar : avatar,
        locale: locale === undefined ? before.locale : canonicalLocale(locale),
        theme: theme ?? before.theme,
      };
      await manager.update(User, { id }, after);
      await recordAudit(manager, {
        actor: auditActorOf(principal),
        ...{ action: 'account.update', resourceType: 'user', resourceId: id, workspaceId: null },
        ...{ before: recorded(before), after: recorded(after) },
      });
    });
    return this.me.of(id);
  }
}

/** Of a picture the log tells that there is one. */
function recorded({ name, avatar, locale, theme }: Profile): object {
  return { name, avatar: avatar === null ? null : 'set', locale, theme };
}
