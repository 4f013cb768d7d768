/** A mail to one person: some sentences and a link. */
export interface Mail {
  /** One address, as it was validated when it was given. */
  to: string;
  subject: string;
  /** Plain text. What a stranger chose, such as the name on a new account, does not belong in it. */
  paragraphs: string[];
  /** The one thing to do. It may hold a token: neither log nor audit knows it. */
  link?: { label: string; url: string };
}

/** The mail as plain text. */
export function textOf({ paragraphs, link }: Mail): string {
  const parts = link ? [...paragraphs, `${link.label}:\n${link.url}`] : paragraphs;
  return `${parts.join('\n\n')}\n`;
}

/** The same as HTML that needs no pictures, fonts or styles from elsewhere. */
export function htmlOf({ subject, paragraphs, link }: Mail): string {
  const body = paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`);
  if (link) {
    const url = escaped(link.url);
    body.push(`<p><a href="${url}">${escaped(link.label)}</a></p>`, `<p>${url}</p>`);
  }
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${escaped(subject)}</title></head>`,
    '<body style="font-family:sans-serif;line-height:1.5;max-width:36em;margin:2em auto;padding:0 1em">',
    ...body,
    '</body></html>\n',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
