import { DomainError } from '@nora/contracts';
import { Transactions, User, recordAudit } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { SignIn, type SignedIn } from '../auth/sign-in';
import { actorOf, type Visitor } from '../auth/visitor';
import { invalidCode } from './invalid-code';
import { SecondFactors } from './second-factors';
import { SignInChallenges } from './sign-in-challenges';

/** The second step of log-ins. */
@Injectable()
export class SecondFactorLoginService {
  constructor(
    private readonly transactions: Transactions,
    private readonly challenges: SignInChallenges,
    private readonly factors: SecondFactors,
    private readonly signIn: SignIn,
  ) {}

  /**
   * Ends a log-in that waits, with a code of the app or a recovery code. A wrong code is counted and stays counted.
   * @param account whose log-in it is
   * @throws DomainError `link_expired`, `second_factor_invalid`, `invalid_credentials` when the account was disabled
   */
  async complete(account: User, challenge: string, code: string, visitor: Visitor): Promise<SignedIn> {
    const signedIn = await this.transactions.run(async (manager) => {
      // The account first, as everywhere: what ends its sessions comes before this log-in, or sees its session.
      const where = { id: account.id, disabledAt: IsNull() };
      const user = await manager.findOne(User, { where, lock: { mode: 'pessimistic_read' } });
      if (!user)
        throw new DomainError('invalid_credentials', 'The account was changed meanwhile. Log in again.');
      const { id, method } = await this.challenges.hold(manager, challenge);
      const secondFactor = await this.factors.use(manager, user.id, code);
      if (secondFactor) {
        await this.challenges.end(manager, id);
        return this.signIn.finish(manager, user, method, visitor, { secondFactor });
      }
      await this.challenges.fail(manager, id);
      await recordAudit(manager, {
        ...{ actor: actorOf(visitor, user), action: 'auth.second-factor', outcome: 'refused' },
        ...{ resourceType: 'user', resourceId: user.id, workspaceId: null, details: { method } },
      });
      return null;
    });
    if (!signedIn) throw invalidCode();
    return signedIn;
  }
}
