import type { Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type Route, Router, provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { provideNoraUi } from '@nora/ui';

/** A page as a person sees it. */
export interface OpenPage {
  page: HTMLElement;
  heading(): string;
  /** What the page says, in one line. */
  text(): string;
  fill(name: string, value: string): void;
  press(label: string): Promise<void>;
  submit(): Promise<void>;
  /** Waits until nothing is under way. */
  settle(): Promise<void>;
  url(): string;
}

/** Opens a page of the site at an address; other addresses show nothing. */
export async function openPage(
  component: Type<unknown>,
  route: Route,
  url: string,
  providers: unknown[],
): Promise<OpenPage> {
  TestBed.configureTestingModule({
    providers: [
      provideRouter(
        [
          { ...route, component },
          { path: '**', children: [] },
        ],
        withComponentInputBinding(),
      ),
      provideNoraUi(),
      ...(providers as []),
    ],
  });
  const harness = await RouterTestingHarness.create(url);
  const settle = async () => {
    // Answers arrive one after the other, and each may be followed by another question.
    for (let turn = 0; turn < 5; turn += 1) await harness.fixture.whenStable();
  };
  await settle();
  const page = harness.fixture.nativeElement as HTMLElement;
  const find = <T extends Element>(selector: string, wanted: (element: T) => boolean, what: string): T => {
    const found = [...page.querySelectorAll<T>(selector)].find(wanted);
    if (!found) throw new Error(`there is no ${what} on: ${page.textContent}`);
    return found;
  };
  const words = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
  return {
    page,
    settle,
    heading: () => words(find('h1', () => true, 'heading')),
    text: () => words(page),
    fill: (name, value) => {
      const input = find<HTMLInputElement>(
        'input:not([hidden])',
        ({ type, attributes }) => type === name || attributes.getNamedItem('formcontrolname')?.value === name,
        name,
      );
      input.value = value;
      input.dispatchEvent(new Event('input'));
    },
    press: async (label) => {
      find<HTMLElement>('button, a', (element) => words(element) === label, label).click();
      await settle();
    },
    submit: async () => {
      find('form', () => true, 'form').dispatchEvent(new Event('submit'));
      await settle();
    },
    url: () => TestBed.inject(Router).url,
  };
}
