import DOMPurify from 'dompurify';
import hljs from 'highlight.js/lib/common';
import { Marked, type Tokens } from 'marked';

const TAGS = [
  ...[
    'p',
    'br',
    'hr',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'blockquote',
    'ul',
    'ol',
    'li',
    'pre',
    'code',
    'span',
  ],
  ...['em', 'strong', 'del', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
];
/** Code longer than this is shown as it is: colouring it would take longer than anybody waits. */
const HIGHLIGHT_LIMIT = 50_000;

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    // What is no Markdown is shown, never carried out.
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escape(text),
    // A picture from elsewhere would tell its server who reads: it is a link that somebody may follow.
    image: ({ href, text }: Tokens.Image) => `<a href="${escape(href)}">${escape(text || href)}</a>`,
    // Headings of an answer stand below those of the page.
    heading({ tokens, depth }: Tokens.Heading): string {
      const level = Math.min(6, depth + 3);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
    code: ({ text, lang }: Tokens.Code) => `<pre><code>${highlighted(text, lang ?? '')}</code></pre>`,
  },
});

const purifier = DOMPurify(window);
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return;
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow');
});

/** Markdown that a model wrote, as nodes that carry nothing out: no scripts, styles, forms, frames or pictures. */
export function renderMarkdown(text: string): DocumentFragment {
  return purifier.sanitize(marked.parse(text, { async: false }), {
    RETURN_DOM_FRAGMENT: true,
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['href', 'title', 'class', 'start'],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
}

function highlighted(text: string, language: string): string {
  const name = /^[\w+#-]+/.exec(language)?.[0] ?? '';
  if (text.length > HIGHLIGHT_LIMIT || !hljs.getLanguage(name)) return escape(text);
  return hljs.highlight(text, { language: name, ignoreIllegals: true }).value;
}
