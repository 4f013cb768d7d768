/** The recovery codes as a text to be kept. */
export function recoveryText(codes: readonly string[], email: string, origin: string): string {
  return [
    `Recovery codes of ${email} at ${origin}`,
    '',
    'Each of them signs you in once, instead of a code of your app.',
    '',
    ...codes,
    '',
  ].join('\n');
}

/** Hands a text over as a file. */
export function download(document: Document, name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** Prints a text alone, without the page around it. */
export function print(document: Document, text: string): void {
  const frame = document.createElement('iframe');
  frame.setAttribute('aria-hidden', 'true');
  frame.style.cssText = 'position: fixed; width: 0; height: 0; border: 0';
  document.body.append(frame);
  const sheet = frame.contentWindow;
  if (!sheet) return;
  const content = sheet.document.createElement('pre');
  content.textContent = text;
  sheet.document.body.append(content);
  sheet.addEventListener('afterprint', () => frame.remove());
  sheet.print();
}
