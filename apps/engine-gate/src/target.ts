import { Refusal } from './refusal';

/** A request target in its parts. */
export interface Target {
  /** `/v1.41`, or empty. */
  version: string;
  segments: string[];
  query: ReadonlyMap<string, string>;
}

const LONGEST = 12_000;
/**
 * Names of the engine's objects need no encoding, so there is none: no `%`, no empty segment, none that begins with a
 * dot, no authority, no fragment.
 */
const ORIGIN_FORM = /^(\/v1\.\d{1,3})?((?:\/[A-Za-z0-9_][A-Za-z0-9_.:-]*)+)(?:\?([\x21-\x7e]*))?$/;
/** Older versions of the API take settings of containers where newer ones take none, e.g. when one is started. */
const OLDEST_MINOR = 40;

/**
 * Reads a request target.
 * @throws Refusal for everything but an absolute path in its plain form, and for a query that names something twice
 */
export function parseTarget(target: string): Target {
  if (target.length > LONGEST) throw new Refusal('The request target is too long.', 414);
  const [, version = '', path = '', search = ''] = ORIGIN_FORM.exec(target) ?? [];
  if (path === '' || search.includes('#')) throw new Refusal('The path is not in its plain form.');
  if (version !== '' && Number(version.slice('/v1.'.length)) < OLDEST_MINOR) {
    throw new Refusal(`The API is spoken from version 1.${OLDEST_MINOR} on.`);
  }
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(search)) {
    if (query.has(name)) throw new Refusal('The query names a parameter twice.');
    query.set(name, value);
  }
  return { version, segments: path.slice(1).split('/'), query };
}

/** A request target from its parts, written anew. */
export function writeTarget(version: string, path: string, query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `${version}${path}${search === '' ? '' : `?${search}`}`;
}
