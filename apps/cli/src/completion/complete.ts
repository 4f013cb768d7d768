import type { Command, Option } from 'commander';
import { NoraClient } from '../remote/client';
import { Profiles } from '../remote/profiles';

/** Milliseconds that a shell waits for names of agents. */
const NAMES_MS = 1_500;

/**
 * What may stand in place of the last word: commands, options, their values, and names of agents where one is meant.
 * @param words after the program's name; the last is what has been typed of the word
 */
export async function complete(
  program: Command,
  words: readonly string[],
  agentNames: () => Promise<string[]> = knownAgents,
): Promise<string[]> {
  const typed = words.at(-1) ?? '';
  const { command, rest } = follow(program, words.slice(0, -1));
  const pending = optionOf(command, rest.at(-1));
  if (pending !== undefined && takesValue(pending)) return begin(pending.argChoices ?? [], typed);
  if (typed.startsWith('-')) {
    const visible = command.options.filter(({ hidden }) => !hidden);
    return begin([...visible.map(({ long, short }) => long ?? short ?? ''), '--help'], typed);
  }
  const nested = command.commands
    .map((one) => one.name())
    .filter((name) => !name.startsWith('__') && name !== 'help');
  if (nested.length > 0) return begin(nested, typed);
  const argument = command.registeredArguments[given(command, rest)];
  if (argument?.argChoices) return begin(argument.argChoices, typed);
  return argument?.name() === 'agent' ? begin(await agentNames(), typed) : [];
}

/** The command that words lead to, and those that are left. */
function follow(program: Command, words: readonly string[]): { command: Command; rest: readonly string[] } {
  let command = program;
  let at = 0;
  for (; at < words.length; at += 1) {
    const next = command.commands.find((one) => one.name() === words[at]);
    if (next === undefined) break;
    command = next;
  }
  return { command, rest: words.slice(at) };
}

/** How many arguments stand already. */
function given(command: Command, words: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < words.length; at += 1) {
    const option = optionOf(command, words[at]);
    if (option === undefined) count += 1;
    else if (takesValue(option)) at += 1;
  }
  return count;
}

function optionOf(command: Command, word: string | undefined): Option | undefined {
  return command.options.find(({ long, short }) => word !== undefined && [long, short].includes(word));
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function begin(words: readonly string[], typed: string): string[] {
  return words.filter((word) => word.startsWith(typed)).sort();
}

/** Addresses of the agents of the current workspace; none where nobody is signed in, or it takes too long. */
async function knownAgents(): Promise<string[]> {
  const profile = new Profiles().find()?.profile;
  if (profile?.workspaceId === undefined) return [];
  try {
    const client = new NoraClient(profile.url, profile.credential);
    const path = `/api/workspaces/${profile.workspaceId}/agents`;
    return (await client.list<{ slug: string }>(path, {}, AbortSignal.timeout(NAMES_MS))).map(
      ({ slug }) => slug,
    );
  } catch {
    return [];
  }
}
