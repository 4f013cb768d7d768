import { EnvironmentInjector, createEnvironmentInjector, runInInjectionContext, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { rereadWhileUnsettled } from './while-unsettled';

describe('rereadWhileUnsettled', () => {
  let injector: EnvironmentInjector;
  const items = signal<readonly { place: string | null }[]>([]);
  const reread = jest.fn(() => Promise.resolve());

  beforeEach(() => {
    jest.useFakeTimers();
    reread.mockClear();
    items.set([{ place: '1' }]);
    injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    runInInjectionContext(injector, () => rereadWhileUnsettled(items, ({ place }) => place !== null, reread));
    TestBed.tick();
  });
  afterEach(() => jest.useRealTimers());

  const after = (milliseconds: number) => {
    jest.advanceTimersByTime(milliseconds);
    return reread.mock.calls.length;
  };

  it('leaves alone what is settled', () => {
    expect(after(10_000)).toBe(0);
  });

  it('reads once after each answer that holds an unsettled item', () => {
    items.set([{ place: null }, { place: '1' }]);
    TestBed.tick();
    expect([after(1_400), after(100), after(10_000)]).toEqual([0, 1, 1]);
    items.set([{ place: null }]);
    TestBed.tick();
    expect(after(1_500)).toBe(2);
    items.set([{ place: '2' }]);
    TestBed.tick();
    expect(after(10_000)).toBe(2);
  });

  it('ends with what it was called in', () => {
    items.set([{ place: null }]);
    TestBed.tick();
    injector.destroy();
    expect(after(10_000)).toBe(0);
  });
});
