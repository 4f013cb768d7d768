import { messageOf } from './errors';

/** Where the lines for the operator go. */
export type Say = (line: string) => void;

const SLOW_MS = 900;

/** Runs an act; says what is going on when it takes more than about a second, and how long it took. */
export async function reportSlow<T>(say: Say, label: string, act: () => Promise<T>): Promise<T> {
  const started = performance.now();
  let announced = false;
  const timer = setTimeout(() => {
    announced = true;
    say(`${label}…`);
  }, SLOW_MS);
  try {
    const result = await act();
    if (announced) say(`${label}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/** One line of a message that may have several. */
export function oneLine(error: unknown): string {
  return messageOf(error).replace(/\s*\n\s*/g, '; ');
}
