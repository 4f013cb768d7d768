let holders = 0;

/**
 * Lets xterm.js style its elements below a strict policy for styles: it knows no nonce, and writes colours into `style`
 * attributes. Meanwhile style sheets that are made carry the nonce of the page, and what is written into the `style`
 * attribute of a new `span` is set as a program sets it. A document of its own, which xterm.js can be given, is passed
 * over by its rows and its scroll bar.
 * @returns ends it
 */
export function styleNewElements(document: Document, nonce: string | null): () => void {
  holders += 1;
  if (holders === 1) {
    Object.defineProperty(document, 'createElement', { configurable: true, value: makerOf(document, nonce) });
  }
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    holders -= 1;
    if (holders === 0) Reflect.deleteProperty(document, 'createElement');
  };
}

function makerOf(document: Document, nonce: string | null): Document['createElement'] {
  const make = document.createElement.bind(document);
  return (name: string, options?: ElementCreationOptions) => {
    const element = make(name, options);
    if (name === 'style' && nonce !== null) element.nonce = nonce;
    if (name === 'span') styleByProgram(element);
    return element;
  };
}

function styleByProgram(element: HTMLElement): void {
  const setAttribute = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else setAttribute(name, value);
  };
}
