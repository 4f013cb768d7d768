import { integer } from '../parsers';
import { Setting } from '../setting';

/** How much one account, key or address may ask for. Kept in Redis, so that the limits hold across replicas. */
export class RateLimitSettings {
  @Setting({
    env: 'RATE_LIMIT_LOGINS',
    description: 'Log-ins per address, and per account, in 15 minutes; 0 sets no limit.',
    parse: integer(0, 1_000_000),
    default: 20,
  })
  readonly logins: number;

  @Setting({
    env: 'RATE_LIMIT_SIGNUPS',
    description: 'Sign-ups per address in 10 minutes; four times as many in a day. 0 sets no limit.',
    parse: integer(0, 1_000_000),
    default: 5,
  })
  readonly signups: number;

  @Setting({
    env: 'RATE_LIMIT_MAILS',
    description:
      'Mails with a link that can be asked for to one address in 15 minutes, and as many invitations to it; 0 sets no limit.',
    parse: integer(0, 1_000_000),
    default: 5,
  })
  readonly mails: number;

  @Setting({
    env: 'RATE_LIMIT_MUTATIONS',
    description: 'Calls that change something, per account or key in a minute; 0 sets no limit.',
    parse: integer(0, 1_000_000),
    default: 60,
  })
  readonly mutations: number;

  @Setting({
    env: 'RATE_LIMIT_REQUESTS',
    description:
      'Calls of any kind per account or key, and of strangers per address, in 15 minutes; 0 sets no limit.',
    parse: integer(0, 10_000_000),
    default: 1_000,
  })
  readonly requests: number;
}
