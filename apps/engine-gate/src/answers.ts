import { Transform } from 'node:stream';
import type { Ownership } from './ownership';
import { Refusal } from './refusal';
import { type Json, objectIn } from './shape';

const MOST_EVENT_BYTES = 65_536;

/** Turns an answer of the engine into what the caller may see of it. */
export type Redaction = (value: unknown, ownership: Ownership) => unknown;

/**
 * One container. Of a stranger with a name of the installation's only that it is there: whoever would make an agent
 * must learn why it cannot.
 */
export const containerSeen: Redaction = (value, ownership) => {
  const found = objectIn(value);
  if (ownership.isOwn(found)) return found;
  if (!ownership.isOwnName(found['Name'])) throw foreign('containers');
  const { Status, Running, Paused, Restarting } = objectIn(found['State']);
  return {
    ...{ Id: found['Id'], Name: found['Name'], State: { Status, Running, Paused, Restarting } },
    ...{ Config: { Labels: {} }, HostConfig: {}, NetworkSettings: { Networks: {}, Ports: {} }, Mounts: [] },
  };
};

/** One network, as {@link containerSeen}. */
export const networkSeen: Redaction = (value, ownership) => {
  const found = objectIn(value);
  if (ownership.isOwn(found)) return found;
  if (!ownership.isOwnName(found['Name'])) throw foreign('networks');
  return {
    Id: found['Id'],
    Name: found['Name'],
    Labels: {},
    Containers: {},
    Options: {},
    IPAM: blocksOf(found),
  };
};

/** One volume, as {@link containerSeen}. */
export const volumeSeen: Redaction = (value, ownership) => {
  const found = objectIn(value);
  if (ownership.isOwn(found)) return found;
  if (!ownership.isOwnName(found['Name'])) throw foreign('volumes');
  return { Name: found['Name'], Driver: found['Driver'], Labels: {}, Options: {}, Scope: found['Scope'] };
};

/** Which limits the engine can set. */
export const infoSeen: Redaction = (value) => {
  const { CpuCfsQuota, MemoryLimit, PidsLimit } = objectIn(value);
  return { CpuCfsQuota, MemoryLimit, PidsLimit };
};

/** Containers of the installation, and that there are strangers with its names. */
export const containersSeen: Redaction = (value, ownership) =>
  listOf(value).flatMap((one) => {
    if (ownership.isOwn(one)) return [one];
    const names: unknown[] = Array.isArray(one['Names']) ? one['Names'] : [];
    const taken = names.filter((name) => ownership.isOwnName(name));
    return taken.length === 0 ? [] : [{ Id: one['Id'], Names: taken, State: one['State'], Labels: {} }];
  });

/** Networks of the installation, and of the others only which addresses they take. */
export const networksSeen: Redaction = (value, ownership) =>
  listOf(value).map((one) => (ownership.isOwn(one) ? one : { Labels: {}, IPAM: blocksOf(one) }));

/** Volumes of the installation. */
export const volumesSeen: Redaction = (value, ownership) => ({
  Volumes: listOf(objectIn(value)['Volumes']).filter((one) => ownership.isOwn(one)),
  Warnings: null,
});

/** Events about names of the installation, without attributes. */
export function eventsSeen(ownership: Ownership): Transform {
  let rest = '';
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      const lines = (rest + piece.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MOST_EVENT_BYTES) return done(new Error('An event of the engine is too long.'));
      done(null, lines.map((line) => eventSeen(line, ownership)).join(''));
    },
  });
}

function eventSeen(line: string, ownership: Ownership): string {
  if (line.trim() === '') return '';
  const event = objectIn(JSON.parse(Buffer.from(line, 'latin1').toString('utf8')));
  const { Type, Action, time, timeNano } = event;
  const { ID, Attributes } = objectIn(event['Actor']);
  const { name, oldName } = objectIn(Attributes);
  const names = Type === 'volume' ? [ID] : [name, oldName];
  if (!names.some((one) => ownership.isOwnName(one))) return '';
  return `${JSON.stringify({ Type, Action, Actor: { ID, Attributes: { name, oldName } }, time, timeNano })}\n`;
}

function blocksOf(network: Json): Json {
  const config: unknown = objectIn(network['IPAM'])['Config'];
  return { Config: listOf(config).map(({ Subnet, Gateway }) => ({ Subnet, Gateway })) };
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(objectIn) : [];
}

function foreign(kind: string): Refusal {
  return new Refusal(`This is none of this installation's ${kind}.`);
}
