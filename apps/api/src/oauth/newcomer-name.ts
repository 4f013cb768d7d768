import { PERSON_NAME } from '../core/person-name';

/** What a new account is called: as the provider calls the person, within the bounds of a name, or else by its address. */
export function newcomerName(told: string | null, email: string): string {
  const clean = (text: string) =>
    [...text.replace(/\p{Cc}+/gu, ' ').trim()].slice(0, PERSON_NAME.maxLength).join('').trim();
  return clean(told ?? '') || clean(email.split('@')[0] ?? '') || 'New account';
}
