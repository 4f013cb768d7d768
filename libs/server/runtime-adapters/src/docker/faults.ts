import { RuntimeFault } from '../ports';

const LONGEST_DETAIL = 400;

/** What the engine says when it, or a registry, may well succeed a moment later. */
const PASSING =
  /deadline exceeded|timeout|temporary failure|transport is closing|connection (refused|reset)|dial tcp|context canceled|unexpected EOF|aborted|canceled/i;

const RULES = [
  {
    code: 'disk_full',
    says: /no space left on device|disk quota exceeded/i,
    message: 'The disk of the Docker host is full.',
    nextAction: 'Free space on the Docker host (docker system df shows what uses it), then try again.',
  },
  {
    code: 'port_in_use',
    says: /port is already allocated|address already in use/i,
    message: 'Another program uses a port that the runtime needs.',
    nextAction: 'Stop the program that uses the port, or redeploy the agent, which takes other ports.',
  },
  {
    code: 'start_refused',
    says: /OCI runtime|\brunc\b|failed to create (shim|task)|exec format error|executable file not found/i,
    message: 'The engine cannot start the container.',
    nextAction: 'Redeploy the agent with the present image; if it happens again, read the log of the engine.',
  },
];

/**
 * What an error of the engine means: a {@link RuntimeFault} where trying again would not mend it, otherwise the
 * error as it is. An engine that does not answer, and a caller that gave up, are passing.
 */
export function faultOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RuntimeFault) return error;
  const said = saidBy(error);
  const rule = RULES.find(({ says }) => says.test(said));
  if (!rule || (rule.code === 'start_refused' && PASSING.test(said))) return error;
  return new RuntimeFault(rule.code, `${rule.message} ${shortened(said)}`, rule.nextAction, { cause: error });
}

/** Does something at the engine and translates what it throws. */
export async function faulted<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw faultOf(error);
  }
}

/** Why an image could not be built: a fault of the image or the disk, or a passing error of the way to a registry. */
export function buildFault(said: string): Error {
  const error = new Error(`The image could not be built: ${shortened(said)}`);
  const known = faultOf(new Error(said));
  if (known instanceof RuntimeFault && known.code !== 'start_refused') return known;
  if (PASSING.test(said)) return error;
  return new RuntimeFault(
    'image_broken',
    error.message,
    'Read the last lines of the build; set RUNTIME_BASE_IMAGE to an image that holds Node 24 and glibc.',
  );
}

/** Something that Nora did not make has the name of something it needs. */
export function notOurs(kind: 'container' | 'volume' | 'network', name: string): RuntimeFault {
  return new RuntimeFault(
    'not_ours',
    `A ${kind} named ${name} exists on the engine and was not made by this installation.`,
    `Rename or remove the ${kind} ${name}, then try again. Nora leaves it alone.`,
  );
}

/** The storage of an agent that had one is gone. */
export function storageMissing(name: string): RuntimeFault {
  return new RuntimeFault(
    'storage_missing',
    `The volume ${name} does not exist.`,
    "Restore a backup of the agent, or delete the agent if its data is not needed. Nothing is made in the volume's place.",
  );
}

/** No subnet is free. */
export function poolExhausted(pool: string): RuntimeFault {
  return new RuntimeFault(
    'address_pool_exhausted',
    `No network of 16 addresses is free in ${pool}.`,
    'Remove networks that are not needed (docker network prune), or set DOCKER_AGENT_SUBNETS to a larger block.',
  );
}

function saidBy(error: Error): string {
  const { json } = error as Error & { json?: { message?: unknown } | null };
  return typeof json?.message === 'string' ? json.message : error.message;
}

function shortened(said: string): string {
  const text = said.trim();
  return text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL)}…` : text;
}
