import { styleNewElements } from './styled-elements';

describe('elements that may be styled', () => {
  it('are made while somebody needs them, and as before afterwards', () => {
    const ends = [styleNewElements(document, 'abc'), styleNewElements(document, 'abc')];
    ends[0]?.();
    ends[0]?.();
    expect(document.createElement('style').nonce).toBe('abc');
    const set = jest.spyOn(Element.prototype, 'setAttribute');
    const span = document.createElement('span');
    span.setAttribute('style', 'color: red;');
    span.setAttribute('title', 'red');
    expect([span.style.color, span.title]).toEqual(['red', 'red']);
    expect(set.mock.calls.map(([name]) => name)).toEqual(['title']);
    set.mockRestore();
    expect(document.createElement('div')).toBeInstanceOf(HTMLDivElement);
    ends[1]?.();
    expect(document.createElement('style').nonce).not.toBe('abc');
    expect(Object.hasOwn(document, 'createElement')).toBe(false);
  });
});
