import type { Locator } from 'playwright-core';

/** Every text an element has had, in order, without repetitions. */
export interface TextHistory {
  texts(): Promise<string[]>;
}

// The little of the browser's own API that is used; this project is compiled without it.
interface PageElement {
  innerText: string;
}
declare const MutationObserver: new (listener: () => void) => {
  observe(element: PageElement, options: object): void;
};

/** Begins to record what stands in an element, and in whatever is put into it later. */
export async function recordTexts(locator: Locator): Promise<TextHistory> {
  const recorder = await locator.evaluateHandle((node) => {
    const element = node as unknown as PageElement;
    const texts: string[] = [];
    const note = (): void => {
      const text = element.innerText.trim();
      if (texts.at(-1) !== text) texts.push(text);
    };
    note();
    new MutationObserver(note).observe(element, { childList: true, subtree: true, characterData: true });
    return { texts };
  });
  return { texts: () => recorder.evaluate(({ texts }) => texts) };
}
