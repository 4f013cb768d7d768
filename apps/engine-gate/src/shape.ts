import { Refusal } from './refusal';

/** A JSON object. */
export type Json = Record<string, unknown>;

/**
 * Reads a JSON object.
 * @throws Refusal 400
 */
export function parseObject(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('The body is not JSON.', 400);
  }
  return objectOf(value);
}

/** A value as an object; anything else is an empty one. */
export function objectIn(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/**
 * Where two values of JSON differ first, in words such as `HostConfig.Privileged`; null where they are the same.
 * Absent members count as different from those that are there, whatever they hold.
 */
export function differenceOf(given: unknown, allowed: unknown, at = ''): string | null {
  if (Array.isArray(given) && Array.isArray(allowed)) {
    if (given.length !== allowed.length) return at;
    return firstOf(given.map((one, index) => differenceOf(one, allowed[index], `${at}[${index}]`)));
  }
  if (isObject(given) && isObject(allowed)) {
    const names = [...new Set([...Object.keys(given), ...Object.keys(allowed)])];
    return firstOf(
      names.map((name) => {
        const place = at === '' ? name : `${at}.${name}`;
        const both = Object.hasOwn(given, name) && Object.hasOwn(allowed, name);
        return both ? differenceOf(given[name], allowed[name], place) : place;
      }),
    );
  }
  return Object.is(given, allowed) ? null : at;
}

/**
 * Lets a body pass that is to the letter what the gate itself would have sent.
 * @returns that, written by the gate
 * @throws Refusal that names the first difference, without its value
 */
export function exactly(given: Json, allowed: object): string {
  const text = JSON.stringify(allowed);
  const difference = differenceOf(given, JSON.parse(text));
  if (difference === null) return text;
  throw new Refusal(`The body is not what Nora makes: ${difference.slice(0, 100)}.`);
}

/**
 * Refuses members that are not named. Names count to the letter: the engine reads them in any case.
 * @throws Refusal
 */
export function onlyMembers(given: Json, ...names: string[]): void {
  const other = Object.keys(given).find((name) => !names.includes(name));
  if (other !== undefined)
    throw new Refusal(`The body has a member that Nora does not send: ${other.slice(0, 60)}.`);
}

/** @throws Refusal unless it is a text of that form */
export function textOf(value: unknown, form: RegExp, name: string): string {
  if (typeof value === 'string' && form.test(value)) return value;
  throw new Refusal(`${name} is not what Nora sends.`);
}

/** @throws Refusal unless it is a whole number within bounds, both included */
export function integerOf(value: unknown, least: number, most: number, name: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
    return value;
  throw new Refusal(`${name} is not what Nora sends.`);
}

function objectOf(value: unknown): Json {
  if (isObject(value)) return value;
  throw new Refusal('The body is not a JSON object.', 400);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstOf(differences: (string | null)[]): string | null {
  return differences.find((difference) => difference !== null) ?? null;
}
