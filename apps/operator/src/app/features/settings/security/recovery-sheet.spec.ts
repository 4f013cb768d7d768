import { print, recoveryText } from './recovery-sheet';

describe('the sheet of recovery codes', () => {
  const text = recoveryText(['abcde-fghij', 'klmno-pqrst'], 'ada@example.test', 'https://nora.example');

  it('says whose they are, where, and each on a line of its own', () => {
    expect(text).toContain('ada@example.test at https://nora.example');
    expect(text.split('\n')).toEqual(expect.arrayContaining(['abcde-fghij', 'klmno-pqrst']));
  });

  it('is printed alone, as text, and cleared away afterwards', () => {
    const printed: string[] = [];
    const original = document.createElement.bind(document);
    jest.spyOn(document, 'createElement').mockImplementation((name: string) => {
      const element = original(name);
      if (element instanceof HTMLIFrameElement) {
        Object.defineProperty(element, 'contentWindow', { value: sheet, configurable: true });
      }
      return element;
    });
    const inner = document.implementation.createHTMLDocument();
    const sheet = Object.assign(new EventTarget(), {
      document: inner,
      print: () => printed.push(inner.body.textContent ?? ''),
    });
    print(document, `${text}<b>`);
    expect(printed).toEqual([`${text}<b>`]);
    expect(document.querySelector('iframe')).not.toBeNull();
    sheet.dispatchEvent(new Event('afterprint'));
    expect(document.querySelector('iframe')).toBeNull();
    jest.restoreAllMocks();
  });
});
