// Compose files and Dockerfiles, read as their programs read them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/** Lists that a later file replaces; all others it adds to. */
const REPLACED = ['command', 'entrypoint', 'test'];

/**
 * A Compose file as a value.
 * @throws Error where YAML is broken, or a key is there twice, which Compose refuses
 */
export function readCompose(file) {
  return parseCompose(readFileSync(file, 'utf8'), file);
}

/** @param name of the file, for messages */
export function parseCompose(text, name) {
  const document = parseDocument(text, { merge: true, uniqueKeys: true, strict: true });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw new Error(`${name}: ${fault.message}`);
  return document.toJS();
}

/** What Compose makes of a file and a later one (https://docs.docker.com/reference/compose-file/merge/). */
export function mergeCompose(base, later) {
  return mergeValues(base, later, '');
}

function mergeValues(base, later, key) {
  if (base === undefined || base === null) return later;
  if (later === undefined || later === null) return base;
  if (Array.isArray(base) && Array.isArray(later)) {
    if (REPLACED.includes(key)) return later;
    return key === 'volumes' ? mergeVolumes(base, later) : [...new Set([...base, ...later])];
  }
  if (isMap(base) && isMap(later)) {
    const keys = [...new Set([...Object.keys(base), ...Object.keys(later)])];
    return Object.fromEntries(keys.map((name) => [name, mergeValues(base[name], later[name], name)]));
  }
  return later;
}

function mergeVolumes(base, later) {
  const targets = later.map((volume) => volumeOf(volume).target);
  return [...base.filter((volume) => !targets.includes(volumeOf(volume).target)), ...later];
}

/** Source, target and mode of a volume in its short form; a variable in it keeps its colons. */
export function volumeOf(volume) {
  if (typeof volume !== 'string') return { ...volume, isReadOnly: volume.read_only === true };
  const [source, target, mode = 'rw'] = volume.match(/(\$\{[^}]*\}|[^:])+/g) ?? [];
  return { source, target, isReadOnly: mode.split(',').includes('ro') };
}

/** The user of the last stage that has one, and whether its health is looked at: what a built service inherits. */
export function readDockerfile(directory, { dockerfile = 'Dockerfile', target }) {
  const stages = new Map();
  let stage = null;
  for (const line of readFileSync(join(directory, dockerfile), 'utf8').split('\n')) {
    const [, word, rest = ''] = /^(FROM|USER|HEALTHCHECK)\s+(.*)$/.exec(line) ?? [];
    if (word === 'FROM') {
      const [from, , name = from] = rest.split(/\s+/);
      stage = { ...(stages.get(from) ?? { user: null, hasHealthcheck: false }) };
      stages.set(name, stage);
    } else if (word === 'USER') stage.user = rest.trim();
    else if (word === 'HEALTHCHECK') stage.hasHealthcheck = rest.trim() !== 'NONE';
  }
  const chosen = target === undefined ? stage : stages.get(target);
  if (!chosen) throw new Error(`${dockerfile} has no stage ${target}`);
  return chosen;
}

function isMap(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
