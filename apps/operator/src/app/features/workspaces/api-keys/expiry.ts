/** When a key ends, as it can be chosen. */
export const EXPIRY_CHOICES = [
  { id: '30', label: 'In 30 days', days: 30 },
  { id: '90', label: 'In 90 days', days: 90 },
  { id: '365', label: 'In a year', days: 365 },
  { id: 'date', label: 'On a day…', days: null },
  { id: 'never', label: 'Never', days: null },
] as const;
export type ExpiryChoice = (typeof EXPIRY_CHOICES)[number]['id'];

const DAY_MS = 24 * 3_600_000;

/**
 * The moment a choice means; null for never.
 * @param day `YYYY-MM-DD`, the last day on which the key can be used, where the reader is; read for `date` only
 */
export function expiryOf(choice: ExpiryChoice, day: string, now: number): string | null {
  if (choice === 'never') return null;
  if (choice === 'date') return new Date(`${day}T23:59:59`).toISOString();
  const days = EXPIRY_CHOICES.find(({ id }) => id === choice)?.days ?? 0;
  return new Date(now + days * DAY_MS).toISOString();
}

/** Today as a field for days takes it, where the reader is. */
export function dayOf(now: number): string {
  const offsetMs = new Date(now).getTimezoneOffset() * 60_000;
  return new Date(now - offsetMs).toISOString().slice(0, 10);
}
