import { redactText } from '@nora/domain';

const LONGEST = 240;
/** Shorter ones would be found in words that have nothing to do with them. */
const SHORTEST_KEY = 6;

/**
 * What a provider says of why it refuses, in one line: `{error: {message}}` of most, `{error}`, `{message}` or
 * `{detail}` of some. Nothing of the key is left in it.
 * @returns null when it says nothing that can be read
 */
export function providerWords(body: Buffer, apiKey: string | null): string | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  const said = messageOf(Array.isArray(parsed) ? parsed[0] : parsed);
  if (said === null) return null;
  const plain = said.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  const words = redactText(withoutKey(plain, apiKey));
  return words === '' ? null : words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}

function messageOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  const members = value as Record<string, unknown>;
  for (const name of ['error', 'message', 'detail']) {
    const found = messageOf(members[name]);
    if (found !== null) return found;
  }
  return null;
}

/** Also without its beginning and its end, which some repeat around asterisks. */
function withoutKey(text: string, apiKey: string | null): string {
  if (apiKey === null || apiKey.length < SHORTEST_KEY) return text;
  const parts = [
    apiKey,
    apiKey.slice(0, Math.ceil(apiKey.length / 2)),
    apiKey.slice(-Math.ceil(apiKey.length / 2)),
  ];
  const masked = parts.reduce(
    (rest, part) => (part.length < SHORTEST_KEY ? rest : rest.replaceAll(part, '…')),
    text,
  );
  return masked.replaceAll(/\S*\*{2,}\S*/g, '…');
}
