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
const RUNTIME_LINE = /(^|\n| )\s*Runtime: agent=[\s\S]*$/;
/** Time and channel that a runtime writes before what a person said, e.g. `[Mon 2026-11-23 14:41 UTC]`. */
const LEADING_STAMP = /^(\s*\[[^\]\n]{0,80}\])+\s*/;

/** What a runtime tells of who has written, before what was written: a heading and a block of JSON. */
const SENDER_BLOCK = /^\s*Conversation info:[^\n]*\n```json\n[\s\S]*?\n```\s*/;
/** What it notes of files that came along. */
const ATTACHED_LINES = /^\[media attached[^\n]*\]\n?/gm;
const ATTACHED_FILES = /<file name=[\s\S]*?<\/file>/g;

const THINKING = 'I am asked to think. I have no thoughts, so I say what thinking looks like here. ';
const TOOL = { name: 'exec', arguments: { command: 'date -u', title: 'Look at the clock' } };

/** A call that the demo model asks the runtime to carry out. */
export interface DemoToolCall {
  id: string;
  name: string;
  arguments: string;
}

/** What the demo model says, thinks and does. */
export interface DemoReply {
  thinking: string;
  content: string;
  toolCall: DemoToolCall | null;
}

/**
 * What the demo model answers: always the same for the same conversation. Who writes “think” sees it think, and who
 * writes “use a tool” sees it call one, where the runtime offers it.
 * @param tools names of the tools that are offered
 */
export function composeReply(messages: ChatMessage[], tools: readonly string[]): DemoReply {
  const at = messages.findLastIndex(isSaid);
  const said = at < 0 ? '' : plainText(messages[at]?.content);
  const results = messages.slice(at + 1).filter(({ role }) => role === 'tool');
  const thinking = results.length === 0 && /\bthink\b/i.test(said) ? THINKING : '';
  if (results.length > 0) {
    return {
      thinking,
      content: 'I have called the tool, and it has answered. That is all I can do with it.',
      toolCall: null,
    };
  }
  if (/\buse (a|the|your) tools?\b/i.test(said) && tools.includes(TOOL.name)) {
    const toolCall = { id: `call_demo_${at}`, name: TOOL.name, arguments: JSON.stringify(TOOL.arguments) };
    return { thinking, content: 'I call a tool. ', toolCall };
  }
  return { thinking, content: introduction(messages), toolCall: null };
}

function introduction(messages: ChatMessage[]): string {
  const excerpt = excerptOf(messages);
  const understood = excerpt === null ? '' : ` You wrote: “${excerpt}”.`;
  return (
    `Hello, I am Nora's built-in demo model.${understood} I need no key and I do not think: ` +
    'I show that your agent is up, hears you and answers through its own gateway. ' +
    'What to do next: write “think” or “use a tool” to see me do it, read its log, ' +
    'stop and start it to see that it keeps this conversation, ' +
    'and give it a real model: add a provider (Workspaces, Providers) and choose it in the settings of this agent.'
  );
}

/** The beginning of what a person said last, in one line; null when there is nothing that may be repeated. */
export function excerptOf(messages: ChatMessage[]): string | null {
  const plain = plainText(messages.findLast(isSaid)?.content)
    .replace(/[<>“”\p{C}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain === '') return null;
  const characters = [...plain];
  const cut = characters.slice(0, EXCERPT_LENGTH).join('');
  return characters.length > EXCERPT_LENGTH ? `${cut.trimEnd()}…` : cut;
}

/** Whether a person said it, and not the runtime for the model alone. */
function isSaid({ role, content }: ChatMessage): boolean {
  const text = textOf(content);
  return role === 'user' && text !== '' && !INTERNAL.test(text);
}

/** What a person wrote, without what the runtime wrote around it. */
function plainText(content: unknown): string {
  return textOf(content)
    .replace(RUNTIME_LINE, '')
    .replace(LEADING_STAMP, '')
    .replace(SENDER_BLOCK, '')
    .replace(ATTACHED_FILES, '')
    .replace(ATTACHED_LINES, '');
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
