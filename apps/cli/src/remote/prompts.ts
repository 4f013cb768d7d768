import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CliError } from '../system/errors';
import { EXIT } from './exit-codes';

/** Most that is read from a pipe where one line is meant, in characters. */
const MOST = 10_000;

/** Asks on the terminal; what is typed can be hidden. */
export async function ask(question: string, { hidden = false } = {}): Promise<string> {
  const silent = new Writable({ write: (_piece, _encoding, done) => done() });
  // What a reader prints itself it also keeps when it draws its line anew.
  if (hidden) process.stderr.write(question);
  const reader = createInterface({
    input: process.stdin,
    output: hidden ? silent : process.stderr,
    terminal: true,
  });
  try {
    return (await reader.question(hidden ? '' : question)).trim();
  } catch (error) {
    throw new CliError('interrupted; nothing was done', EXIT.interrupted, { cause: error });
  } finally {
    reader.close();
    if (hidden) process.stderr.write('\n');
  }
}

/** A secret, typed where there is a terminal and otherwise read from the standard input: never an argument. */
export async function secretFrom(question: string): Promise<string> {
  const secret = process.stdin.isTTY ? await ask(question, { hidden: true }) : (await textOfStdin()).trim();
  if (secret === '') throw new CliError('nothing was given', EXIT.usage);
  return secret;
}

/** Everything that comes through the standard input. */
export async function textOfStdin(): Promise<string> {
  let text = '';
  for await (const piece of process.stdin.setEncoding('utf8')) {
    text += String(piece);
    if (text.length > MOST) throw new CliError('more was given than a secret can be', EXIT.usage);
  }
  return text;
}

/**
 * Has something typed before it is lost.
 * @param what what happens, e.g. `delete the agent "one" with its data`
 * @param name what is to be typed
 * @throws CliError when it is not typed, or nobody is there to type and `--yes` was not said
 */
export async function confirmLoss(what: string, name: string, yes: true | undefined): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new CliError(`this would ${what}: say --yes where nobody can be asked`, EXIT.usage);
  }
  const typed = await ask(`This will ${what}. Type ${name} to go on: `);
  if (typed !== name) throw new CliError('not confirmed; nothing was done', EXIT.usage);
}
