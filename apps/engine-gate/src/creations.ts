import {
  agentOf,
  containerLimits,
  containerOptions,
  helperName,
  helperOptions,
  LABELS,
  MEBIBYTE,
  NANO,
  networkOptions,
  objectName,
  parseBlock,
  sizeProbeOptions,
  volumeOptions,
} from '@nora/runtime-adapters/docker-specs';
import { Refusal } from './refusal';
import { exactly, integerOf, type Json, objectIn, textOf } from './shape';

/** Whose objects these are. */
export interface Installation {
  installationId: string;
  /** The container that holds Nora's own network; empty when Nora runs on the host. */
  controlContainer: string;
  /** In CIDR notation. */
  agentSubnets: string;
  baseImage: string;
}

/** A creation that may go on. */
export interface Creation {
  /** What goes to the engine, written by the gate. */
  body: string;
  /** Objects that must be there and belong to the installation. */
  volume?: string;
  network?: string;
}

/** Names of images that runtimes are made from. */
export const RUNTIME_IMAGE = /^nora\/runtime-[a-z0-9-]{1,40}:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SPEC_HASH = /^[A-Za-z0-9_.:-]{1,128}$/;
const GENERATION = /^\d{1,10}$/;
const HELPER_SUFFIX = helperName('');
const MOST_MEMORY = 2 ** 44;
const MOST_CPUS = 1_024;
const MOST_STOP_SECONDS = 900;
const MOST_ARGUMENTS = 20;
const BRIDGE_ATTEMPTS = 16;

/**
 * The creation of a container: an agent's, or the helper that holds its storage for a moment. Whatever is not asked
 * for here is as the adapter makes it, or the call is refused.
 * @param name from the query
 * @throws Refusal
 */
export function containerCreation(given: Json, name: string, installation: Installation): Creation {
  if (name.endsWith(HELPER_SUFFIX)) return helperCreation(given, name, installation);
  const { installationId, controlContainer } = installation;
  const agentId = agentNamed(name, installationId);
  const labels = objectIn(given['Labels']);
  const host = objectIn(given['HostConfig']);
  const spec = {
    agentId,
    workspaceId: textOf(labels[LABELS.workspace], UUID, LABELS.workspace),
    generation: Number(textOf(labels[LABELS.generation], GENERATION, LABELS.generation)),
    specHash: textOf(labels[LABELS.specHash], SPEC_HASH, LABELS.specHash),
    resources: resourcesOf(host),
  };
  const allowed = containerOptions({
    spec,
    installationId,
    image: textOf(given['Image'], RUNTIME_IMAGE, 'Image'),
    joined: controlContainer !== '',
    stopGraceSeconds: integerOf(given['StopTimeout'], 0, MOST_STOP_SECONDS, 'StopTimeout'),
  });
  return { body: exactly(given, allowed), volume: name, network: name };
}

/**
 * The change of a container's limits.
 * @throws Refusal
 */
export function limitsChange(given: Json): string {
  return exactly(given, containerLimits({ resources: resourcesOf(given) }));
}

/**
 * The creation of an agent's volume, or of the probe.
 * @throws Refusal
 */
export function volumeCreation(given: Json, installation: Installation): string {
  const { installationId } = installation;
  if (given['Name'] === sizeProbeOptions(installationId).Name) return probeCreation(given, installation);
  const agentId = agentNamed(given['Name'], installationId);
  const workspaceId = textOf(objectIn(given['Labels'])[LABELS.workspace], UUID, LABELS.workspace);
  const size = objectIn(given['DriverOpts'])['size'];
  const diskGb = size === undefined ? null : Number(textOf(size, /^[1-9]\d{0,5}g$/, 'size').slice(0, -1));
  return exactly(given, volumeOptions(installationId, { agentId, workspaceId }, diskGb));
}

/**
 * The creation of the volume that shows whether volumes can have a size.
 * @throws Refusal
 */
export function probeCreation(given: Json, { installationId }: Installation): string {
  return exactly(given, sizeProbeOptions(installationId));
}

/**
 * The creation of an agent's network.
 * @throws Refusal
 */
export function networkCreation(given: Json, { installationId, agentSubnets }: Installation): string {
  const agentId = agentNamed(given['Name'], installationId);
  const workspaceId = textOf(objectIn(given['Labels'])[LABELS.workspace], UUID, LABELS.workspace);
  const subnet = subnetOf(given, agentSubnets);
  const bridge = JSON.stringify(given['Options']);
  for (let attempt = 0; attempt < BRIDGE_ATTEMPTS; attempt += 1) {
    const allowed = networkOptions({ installationId, owner: { agentId, workspaceId }, subnet, attempt });
    if (JSON.stringify(allowed.Options) === bridge) return exactly(given, allowed);
  }
  throw new Refusal('The body is not what Nora makes: Options.');
}

function helperCreation(given: Json, name: string, { installationId }: Installation): Creation {
  const storage = name.slice(0, -HELPER_SUFFIX.length);
  const agentId = agentNamed(storage, installationId);
  const image = textOf(given['Image'], RUNTIME_IMAGE, 'Image');
  const argv = textsOf(given['Cmd'], MOST_ARGUMENTS, 'Cmd');
  return { body: exactly(given, helperOptions({ installationId, agentId, image, argv })), volume: storage };
}

/** @throws Refusal unless the name is one of this installation's */
function agentNamed(name: unknown, installationId: string): string {
  const agentId = typeof name === 'string' ? agentOf(installationId, name) : null;
  if (agentId === null || objectName(installationId, agentId) !== name) {
    throw new Refusal('The name is none of this installation.');
  }
  return agentId;
}

function resourcesOf(limits: Json): { vcpu: number; ramMb: number; diskGb: null } {
  const memory = integerOf(limits['Memory'], 1, MOST_MEMORY, 'Memory');
  const cpus = integerOf(limits['NanoCpus'], 1, MOST_CPUS * NANO, 'NanoCpus');
  return { vcpu: cpus / NANO, ramMb: memory / MEBIBYTE, diskGb: null };
}

function subnetOf(given: Json, pool: string): string {
  const config: unknown = objectIn(given['IPAM'])['Config'];
  const first: unknown = Array.isArray(config) ? config[0] : undefined;
  const subnet = textOf(objectIn(first)['Subnet'], /^[\d.]{7,15}\/28$/, 'Subnet');
  const [block, around] = [parseBlock(subnet), parseBlock(pool)];
  if (!block || !around || block.first < around.first || block.last > around.last) {
    throw new Refusal('The subnet is not in the block of this installation.');
  }
  return subnet;
}

/** @throws Refusal unless it is a list of texts */
export function textsOf(value: unknown, most: number, name: string): string[] {
  const texts: unknown[] = Array.isArray(value) ? value : [null];
  if (texts.length <= most && texts.every((one) => typeof one === 'string')) return texts;
  throw new Refusal(`${name} is not what Nora sends.`);
}
