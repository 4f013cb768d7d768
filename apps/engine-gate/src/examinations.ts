import type { Check, Examination } from './call';
import { commandCreation, commandStart, flagOf, memberIn } from './commands';
import {
  containerCreation,
  limitsChange,
  networkCreation,
  probeCreation,
  RUNTIME_IMAGE,
  volumeCreation,
} from './creations';
import { Refusal } from './refusal';
import { exactly, parseObject } from './shape';

/** A container of the installation, with storage and network of its own that are there. */
export const createContainer: Examination = async (given, { query, installation, ownership }) => {
  const { body, volume, network } = containerCreation(given, query['name'] ?? '', installation);
  if (volume !== undefined) await ownership.require('volumes', volume);
  if (network !== undefined) await ownership.require('networks', network);
  return body;
};

export const createVolume: Examination = (given, { installation }) =>
  judged(() => volumeCreation(given, installation));

export const createProbe: Examination = (given, { installation }) =>
  judged(() => probeCreation(given, installation));

export const createNetwork: Examination = (given, { installation }) =>
  judged(() => networkCreation(given, installation));

export const createCommand: Examination = (given) => judged(() => commandCreation(given));

export const startCommand: Examination = (given) => judged(() => commandStart(given));

export const updateLimits: Examination = (given) => judged(() => limitsChange(given));

/** Own containers join own networks, and the control container does. */
export const joinNetwork: Examination = async (given, { installation, ownership }) => {
  const member = memberIn(given);
  const isControl = installation.controlContainer !== '' && member === installation.controlContainer;
  const id = isControl ? await ownership.idOf(member) : await ownership.require('containers', member);
  return JSON.stringify({ Container: id });
};

/** Whatever is a member may be put out of a network of the installation, which could not be removed otherwise. */
export const leaveNetwork: Examination = (given) =>
  judged(() => JSON.stringify({ Container: memberIn(given), Force: flagOf(given, 'Force') }));

/**
 * The build of an image for runtimes, without a network. One that is there is never built over: other installations
 * on the engine use the same names.
 */
export const newRuntimeImage: Check = async ({ query, installation, ownership }) => {
  const { t: tag = '', buildargs = '', networkmode } = query;
  if (!RUNTIME_IMAGE.test(tag)) throw new Refusal('The image is none that runtimes are made from.');
  if (networkmode !== 'none') throw new Refusal('A build has no network.');
  exactly(parseObject(buildargs), { BASE_IMAGE: installation.baseImage });
  if (await ownership.hasImage(tag)) throw new Refusal('The image is there already.', 409);
};

function judged(judge: () => string): Promise<string> {
  return new Promise((resolve) => resolve(judge()));
}
