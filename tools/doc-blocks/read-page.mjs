// Reads the shell blocks of a Markdown page, and what is wrong with how they are written.
import { Lexer } from 'marked';

/** Languages of fences that are shell under another name. */
const OTHER_SHELLS = ['sh', 'shell', 'console', 'zsh'];
const NOT_RUN = /^<!--\s*not run:\s*(.*?)\s*-->$/s;
const ALSO_RUN = /^<!--\s*also run:\s*(.*?)\s*-->$/s;
/** Fewer words are no reason. */
const WORDS_OF_A_REASON = 3;

/**
 * @typedef {object} Block
 * @property {string} page path of the page
 * @property {number} line line of the page on which the block begins
 * @property {string} section the heading of the second level that it stands under, or an empty string
 * @property {string} text
 * @property {string | null} reason why it is not run
 * @property {boolean} check it stands in a comment, and looks whether the blocks before did what the page says
 *
 * @param {string} page path of the page, which faults name
 * @param {string} markdown
 * @returns {{ blocks: Block[], faults: string[] }}
 */
export function readPage(page, markdown) {
  const blocks = [];
  const faults = [];
  let section = '';
  let excuse = null;
  const fault = (line, what) => faults.push(`${page}:${line}: ${what}`);
  const dangling = () => {
    if (excuse) fault(excuse.line, '“not run” stands before no block marked bash');
    excuse = null;
  };
  for (const { token, line } of tokensOf(markdown)) {
    if (token.type === 'heading' && token.depth === 2) section = token.text;
    const comment = token.type === 'html' ? token.raw.trim() : '';
    const [, reason] = NOT_RUN.exec(comment) ?? [];
    const [, command] = ALSO_RUN.exec(comment) ?? [];
    if (token.type === 'code' && token.lang === 'bash') {
      blocks.push({ page, line, section, text: token.text, reason: excuse?.reason ?? null, check: false });
      excuse = null;
      continue;
    }
    dangling();
    if (reason !== undefined) {
      if (reason.split(/\s+/).length < WORDS_OF_A_REASON) fault(line, '“not run” needs a reason');
      excuse = { line, reason };
    } else if (command !== undefined) {
      blocks.push({ page, line, section, text: command, reason: null, check: true });
    } else if (/^<!--\s*(not|also) run\b/.test(comment)) {
      fault(line, 'written as “<!-- not run: reason -->” or “<!-- also run: command -->”');
    } else if (token.type === 'code') {
      faultsOfFence(token).forEach((what) => fault(line, what));
    }
  }
  dangling();
  return { blocks, faults };
}

function faultsOfFence({ lang, codeBlockStyle }) {
  if (codeBlockStyle === 'indented') return ['an indented block: use a fence with a language'];
  if (!lang) return ['a fence without a language: bash for what is run, text for what is not a command'];
  if (OTHER_SHELLS.includes(lang.split(/\s/)[0]))
    return [`a fence marked ${lang}: shell blocks are marked bash`];
  if (lang.startsWith('bash')) return [`a fence marked “${lang}”: bash stands alone`];
  return [];
}

/** The tokens that matter here, also those within lists and quotations, each with its line. */
function tokensOf(markdown) {
  const lines = markdown.split('\n');
  const found = [];
  let at = 0;
  const place = (token) => {
    const first =
      token.raw
        .split('\n')
        .find((text) => text.trim() !== '')
        ?.trim() ?? '';
    while (at < lines.length && !lines[at].includes(first)) at++;
    found.push({ token, line: at + 1 });
    at += token.raw.trim().split('\n').length;
  };
  const walk = (tokens) => {
    for (const token of tokens) {
      if (['code', 'html', 'heading', 'paragraph'].includes(token.type)) place(token);
      else if (token.type === 'list') token.items.forEach((item) => walk(item.tokens));
      else if (token.type === 'blockquote') walk(token.tokens);
    }
  };
  walk(new Lexer({ gfm: true }).lex(markdown));
  return found;
}
