import { email, password } from '../parsers';
import { Setting, type CheckedTogether } from '../setting';
import { halfSet } from './half-set';

/** The administrator of a new installation, where nobody is to claim it by hand. */
export class FirstAdminSettings implements CheckedTogether {
  @Setting({
    env: 'DEFAULT_ADMIN_EMAIL',
    description:
      'E-mail of the administrator that is made when the API starts and there is no account yet. Empty leaves the first account to whoever claims the server.',
    parse: email,
    default: null as string | null,
  })
  readonly email: string | null;

  @Setting({
    env: 'DEFAULT_ADMIN_PASSWORD',
    description: 'Its first password, 12 to 128 characters. Without effect once there is an account.',
    parse: password(12, 128),
    default: null as string | null,
    secret: true,
  })
  readonly password: string | null;

  faults(): string[] {
    return halfSet({ DEFAULT_ADMIN_EMAIL: this.email, DEFAULT_ADMIN_PASSWORD: this.password });
  }
}
