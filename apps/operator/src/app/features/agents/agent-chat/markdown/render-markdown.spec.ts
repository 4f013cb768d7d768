import { renderMarkdown } from './render-markdown';

function html(text: string): string {
  const holder = document.createElement('div');
  holder.append(renderMarkdown(text));
  return holder.innerHTML.trim();
}

describe('renderMarkdown', () => {
  it('renders what models write', () => {
    expect(html('**bold** and `code`')).toBe('<p><strong>bold</strong> and <code>code</code></p>');
    expect(html('| a |\n|---|\n| 1 |')).toContain('<td>1</td>');
    expect(html('# Title')).toBe('<h4>Title</h4>');
    expect(html('```js\nconst a = 1;\n```')).toContain('<span class="hljs-keyword">const</span>');
    expect(html('```unheard-of\n<b>\n```')).toBe('<pre><code>&lt;b&gt;</code></pre>');
  });

  it('opens links elsewhere, without a way back', () => {
    expect(html('[x](https://example.com)')).toBe(
      '<p><a href="https://example.com" target="_blank" rel="noopener noreferrer nofollow">x</a></p>',
    );
  });

  it('loads no picture', () => {
    expect(html('![cat](https://example.com/cat.png)')).not.toContain('<img');
    expect(html('![cat](https://example.com/cat.png)')).toContain('>cat</a>');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)>',
    '<iframe srcdoc="<script>alert(1)</script>">',
    '<style>*{display:none}</style>',
    '<form action="https://example.com"><input name="password"></form>',
    '[x](javascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '![x](javascript:alert(1))',
    '```"><script>alert(1)</script>\ncode\n```',
    '[x](https://a.example "\\" onmouseover=alert(1)")',
    '<a href="vbscript:x" style="position:fixed">x</a>',
  ])('carries nothing out: %s', (text) => {
    const holder = document.createElement('div');
    holder.append(renderMarkdown(text));
    expect(holder.querySelector('script,img,svg,iframe,style,form,input,object')).toBeNull();
    for (const element of holder.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on|style/);
        if (name === 'href') expect(value).toMatch(/^(https?|mailto):/);
      }
    }
  });
});
