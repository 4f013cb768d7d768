import { whileVisible } from './while-visible';

describe('whileVisible', () => {
  let hidden: boolean;

  beforeEach(() => {
    hidden = false;
    jest.useFakeTimers();
    jest.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  function show(visible: boolean): void {
    hidden = !visible;
    document.dispatchEvent(new Event('visibilitychange'));
  }

  it('rests while the page is hidden, and goes on at once when it is shown', () => {
    let count = 0;
    const subscription = whileVisible(document, 5_000).subscribe(() => (count += 1));
    jest.advanceTimersByTime(10_000);
    expect(count).toBe(3);
    show(false);
    jest.advanceTimersByTime(60_000);
    expect(count).toBe(3);
    show(true);
    jest.advanceTimersByTime(0);
    expect(count).toBe(4);
    subscription.unsubscribe();
    jest.advanceTimersByTime(60_000);
    expect(count).toBe(4);
  });
});
