/** One message of a conversation, as an OpenAI client sends it. */
export interface ChatMessage {
  role?: unknown;
  content?: unknown;
}

const EXCERPT_LENGTH = 120;

/**
 * Marks of data that a runtime puts into messages for the model alone. A runtime aborts an answer that repeats it.
 * (OpenClaw: `<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>`, and a `Runtime:` line after the text.)
 */
const INTERNAL = /OPENCLAW_INTERNAL_CONTEXT/;
const RUNTIME_LINE = /\n\s*Runtime: agent=[\s\S]*$/;
/** Time and channel that a runtime writes before what a person said, e.g. `[Mon 2026-11-23 14:41 UTC]`. */
const LEADING_STAMP = /^(\s*\[[^\]\n]{0,80}\])+\s*/;

/** What the demo model answers: always the same for the same conversation. */
export function composeReply(messages: ChatMessage[]): string {
  const excerpt = excerptOf(messages);
  const understood = excerpt === null ? '' : ` You wrote: “${excerpt}”.`;
  return (
    `Hello, I am Nora's built-in demo model.${understood} I need no key and I do not think: ` +
    'I show that your agent is up, hears you and answers through its own gateway. ' +
    'What to do next: read its log, stop and start it to see that it keeps this conversation, ' +
    'and choose a real model provider for it as soon as this server offers one.'
  );
}

/** The beginning of what a person said last, in one line; null when there is nothing that may be repeated. */
export function excerptOf(messages: ChatMessage[]): string | null {
  const said = messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => textOf(content))
    .findLast((text) => text !== '' && !INTERNAL.test(text));
  if (said === undefined) return null;
  const plain = said
    .replace(RUNTIME_LINE, '')
    .replace(LEADING_STAMP, '')
    .replace(/[<>“”\p{C}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain === '') return null;
  const characters = [...plain];
  const cut = characters.slice(0, EXCERPT_LENGTH).join('');
  return characters.length > EXCERPT_LENGTH ? `${cut.trimEnd()}…` : cut;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => {
      const isText = typeof part === 'object' && part !== null && 'text' in part;
      return isText && typeof part.text === 'string' ? part.text : '';
    })
    .filter((text) => text !== '')
    .join(' ');
}
