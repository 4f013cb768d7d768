import { CSRF_HEADER } from '@nora/contracts';
import { liveInstance } from '@nora/testing';
import type { Page } from 'playwright-core';

/** What a changing call by cookie must carry. */
export function pageHeaders(): Record<string, string> {
  return { [CSRF_HEADER]: '1', origin: new URL(liveInstance().url).origin };
}

/** Posts as whoever is signed in on the page. */
export async function post<T>(page: Page, path: string, data: object = {}): Promise<T> {
  const answer = await page.request.post(path, { headers: pageHeaders(), data });
  if (!answer.ok()) throw new Error(`${path} was refused: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Reads as whoever is signed in on the page. */
export async function get<T>(page: Page, path: string): Promise<T> {
  const answer = await page.request.get(path);
  if (!answer.ok()) throw new Error(`${path} was refused: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Takes something away as whoever is signed in on the page. */
export async function remove(page: Page, path: string): Promise<void> {
  const answer = await page.request.delete(path, { headers: pageHeaders() });
  if (!answer.ok()) throw new Error(`${path} was refused: ${await answer.text()}`);
}
