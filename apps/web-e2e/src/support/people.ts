import { insertAccount, liveInstance, type Account } from '@nora/testing';
import { Visitor, type ColorScheme } from './visitor';

let count = 0;

/** An account of its own, so that a test meets nobody else's settings. */
export async function newPerson(name = 'Grace Hopper'): Promise<Account> {
  count += 1;
  const email = `person-${Date.now()}-${count}@example.test`;
  const account = { name, email, password: 'nine quiet lamps glow' };
  await insertAccount(liveInstance(), account);
  return account;
}

/** Somebody arrives with a browser of their own and logs in. */
export async function comeIn(account: Account, colorScheme?: ColorScheme): Promise<Visitor> {
  const visitor = await Visitor.arrive(colorScheme);
  try {
    await visitor.logIn(account);
    await visitor.page.waitForURL('**/app/**');
    return visitor;
  } catch (error) {
    // A browser that is left open keeps the tests from ending.
    await visitor.leave();
    throw error;
  }
}
