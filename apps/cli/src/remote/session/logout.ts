import { plainLine } from '@nora/contracts';
import { CliError, messageOf } from '../../system/errors';
import { NoraClient } from '../client';
import { EXIT } from '../exit-codes';
import { Profiles } from '../profiles';

/** Forgets a profile, and ends its session where it has one. An API key goes on: it may be in use elsewhere. */
export async function logout(name: string | undefined, profiles = new Profiles()): Promise<void> {
  const found = profiles.find(name);
  if (found === null)
    throw new CliError(name === undefined ? 'not signed in' : `there is no profile "${name}"`, EXIT.usage);
  const { url, credential } = found.profile;
  const isKey = credential.startsWith('nora_');
  let remark = isKey ? ' The API key itself is still valid; revoke it where it was made.' : '';
  if (!isKey) {
    await new NoraClient(url, credential).call('POST', '/api/auth/logout').catch((error: unknown) => {
      remark = ` The session could not be ended there: ${messageOf(error)}`;
    });
  }
  profiles.forget(found.name);
  console.log(`Signed out of "${plainLine(found.name)}".${remark}`);
}
