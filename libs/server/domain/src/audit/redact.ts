/** What stands where a secret was. */
export const MASK = '[redacted]';

const CUT = '[cut]';
const MOST_DEPTH = 8;
const MOST_MEMBERS = 200;
const MOST_CHARACTERS = 4_000;

/** A name with one of these words tells of a secret … */
const SECRET_WORDS = new Set([
  ...['password', 'passwords', 'passwd', 'passphrase', 'passcode', 'secret', 'secrets', 'token', 'tokens'],
  ...['authorization', 'cookie', 'cookies', 'credential', 'credentials', 'jwt', 'bearer', 'otp', 'totp'],
]);

/** … and so does one that ends with one of these. */
const SECRET_ENDINGS = [
  ...['key', 'keys', 'code', 'codes', 'key hash', 'code hash', 'private', 'seed', 'signature', 'salt'],
];

/** Names that end like that and tell of none. */
const HARMLESS_ENDINGS = [
  'public key',
  'error code',
  'status code',
  'exit code',
  'reason code',
  'country code',
];

/** A name that ends with one of these says something about a secret, not the secret. */
const ABOUT = new Set([
  ...['id', 'ids', 'at', 'count', 'left', 'name', 'names', 'kind', 'type', 'prefix', 'length', 'days'],
  ...['state', 'status', 'changed', 'enabled', 'expiry', 'expires', 'used', 'scopes', 'label'],
]);

/** Values that are secrets under whatever name. */
const SECRET_VALUES = [
  /\bnora_(?:[a-z]{2,8}_)?[A-Za-z0-9_-]{20,}/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:sk|pk|rk)-[A-Za-z0-9_-]{16,}/g,
  /\b(?:gh[pousr]|github_pat|xox[abeprs])[_-][A-Za-z0-9_-]{10,}/g,
  /\bBearer +[A-Za-z0-9._~+/=-]{8,}/gi,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:)[^/\s@]+(?=@)/gi,
];

/**
 * A copy of facts for the audit log: members whose names tell of a secret, and values that are one, are masked; what
 * is larger than a reader of the log can use is cut; what PostgreSQL cannot store as JSON is replaced.
 */
export function redact(facts: object): object {
  // Dates and the like become what they will be in the log.
  const plain = JSON.parse(JSON.stringify(facts)) as object;
  return redactValue(plain, 0) as object;
}

/** A text for the audit log: without secrets, and storable. */
export function redactText(text: string): string {
  const storable = text.replaceAll('\0', '\uFFFD').replaceAll(/\p{Surrogate}/gu, '\uFFFD');
  const masked = SECRET_VALUES.reduce((rest, pattern) => rest.replaceAll(pattern, MASK), storable);
  return masked.length <= MOST_CHARACTERS ? masked : `${wholeCharacters(masked, MOST_CHARACTERS)}${CUT}`;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MOST_DEPTH) return CUT;
  if (Array.isArray(value)) {
    const kept = value.slice(0, MOST_MEMBERS).map((item) => redactValue(item, depth + 1));
    return value.length > MOST_MEMBERS ? [...kept, CUT] : kept;
  }
  const members = Object.entries(value);
  const kept = members
    .slice(0, MOST_MEMBERS)
    .map(([name, member]) => [redactText(name), redactMember(name, member, depth)]);
  if (members.length > MOST_MEMBERS) kept.push([CUT, members.length - MOST_MEMBERS]);
  return Object.fromEntries(kept) as object;
}

function redactMember(name: string, value: unknown, depth: number): unknown {
  // Whether there is a secret is no secret.
  const tells = value === null || typeof value === 'boolean' || value === '';
  return !tells && namesSecret(name) ? MASK : redactValue(value, depth + 1);
}

/** True when a member of this name holds a secret. */
export function namesSecret(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const last = words.at(-1);
  if (last === undefined || ABOUT.has(last)) return false;
  const text = ` ${words.join(' ')}`;
  const ends = (ending: string) => text.endsWith(` ${ending}`);
  if (words.some((word) => SECRET_WORDS.has(word))) return true;
  return SECRET_ENDINGS.some(ends) && !HARMLESS_ENDINGS.some(ends);
}

/** The beginning of a text, no surrogate pair torn. */
function wholeCharacters(text: string, most: number): string {
  return text.slice(0, most).replace(/\p{Surrogate}$/u, '');
}
