const DEFAULT_NEXT = '/app/';
/** Pages that lead in themselves: to go there after logging in would go round in circles. */
const ENTRANCES = /^\/(login|claim|sign-up|forgot-password|reset-password|oauth)(\/|$)/;

/**
 * The path to go to after logging in. Only a path of this origin is accepted, so that a crafted link
 * cannot send a freshly signed-in person elsewhere.
 */
export function safeNext(next: string | null, origin: string): string {
  if (!next?.startsWith('/')) return DEFAULT_NEXT;
  let url: URL;
  try {
    url = new URL(next, origin);
  } catch {
    return DEFAULT_NEXT;
  }
  if (url.origin !== origin || ENTRANCES.test(url.pathname)) return DEFAULT_NEXT;
  return url.pathname + url.search + url.hash;
}
