/** What one look at an installation found. */
export interface CheckResult {
  name: string;
  status: 'ok' | 'warn' | 'fail';
  detail: string;
  /** What to do about it; null when nothing is to be done. */
  remedy: string | null;
}

export const ok = (name: string, detail: string): CheckResult => ({
  name,
  status: 'ok',
  detail,
  remedy: null,
});

export const warn = (name: string, detail: string, remedy: string): CheckResult => ({
  name,
  status: 'warn',
  detail,
  remedy,
});

export const fail = (name: string, detail: string, remedy: string): CheckResult => ({
  name,
  status: 'fail',
  detail,
  remedy,
});
