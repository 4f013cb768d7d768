import { CONTAINER_HOME, CONTAINER_UID } from '@nora/runtime-adapters/docker-specs';
import { textsOf } from './creations';
import { Refusal } from './refusal';
import { exactly, type Json, onlyMembers } from './shape';

const MOST_TEXTS = 1_000;
const ATTACHMENTS = ['AttachStdin', 'AttachStdout', 'AttachStderr', 'Tty'] as const;

/**
 * A command in a container, as the runtime's user and with no more rights than the container has.
 * @returns the body for the engine
 * @throws Refusal
 */
export function commandCreation(given: Json): string {
  const allowed: Json = {
    Cmd: textsOf(given['Cmd'], MOST_TEXTS, 'Cmd'),
    Env: textsOf(given['Env'] ?? [], MOST_TEXTS, 'Env'),
    User: `${CONTAINER_UID}:${CONTAINER_UID}`,
  };
  for (const name of ATTACHMENTS) if (name in given) allowed[name] = flagOf(given, name);
  if ('WorkingDir' in given) allowed['WorkingDir'] = CONTAINER_HOME;
  return exactly({ Env: [], ...given }, allowed);
}

/**
 * The start of a command, attached to the caller.
 * @returns the body for the engine
 * @throws Refusal
 */
export function commandStart(given: Json): string {
  // The first two are words of the client to itself.
  onlyMembers(given, 'hijack', 'stdin', 'Tty', 'Detach');
  if (flagOf(given, 'Detach')) throw new Refusal('Detach is not what Nora sends.');
  return JSON.stringify({ Detach: false, Tty: flagOf(given, 'Tty') });
}

/**
 * The joining of a network; the container is put in by whoever looked it up.
 * @returns how the container is called
 * @throws Refusal
 */
export function memberIn(given: Json): string {
  onlyMembers(given, 'Container', 'Force');
  flagOf(given, 'Force');
  const { Container } = given;
  if (typeof Container === 'string' && /^[A-Za-z0-9][A-Za-z0-9_.-]{0,255}$/.test(Container)) return Container;
  throw new Refusal('Container is not what Nora sends.');
}

/** An absent flag is false. */
export function flagOf(given: Json, name: string): boolean {
  const value = given[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw new Refusal(`${name} is not what Nora sends.`);
}
