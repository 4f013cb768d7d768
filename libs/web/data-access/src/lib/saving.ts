import { signal } from '@angular/core';
import type { AbstractControl } from '@angular/forms';
import { showFieldErrors } from './field-errors';
import { type UserProblem, toUserProblem } from './problem';

/** One form being sent: whether it is on its way, and what was wrong with it. */
export class Saving {
  private readonly sending = signal(false);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly done = signal(false);

  readonly working = this.sending.asReadonly();
  /** What does not belong to a single field. */
  readonly problem = this.fault.asReadonly();
  /** True after a success, until the next attempt. */
  readonly saved = this.done.asReadonly();

  /**
   * Sends a form that is valid; true when it was accepted.
   * @param fields codes of problems that concern one field, with its path
   */
  async send(
    form: AbstractControl | null,
    act: () => Promise<unknown>,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<boolean> {
    form?.markAllAsTouched();
    if (form?.invalid || this.sending()) return false;
    this.sending.set(true);
    this.fault.set(null);
    this.done.set(false);
    try {
      await act();
      this.done.set(true);
      return true;
    } catch (error) {
      const problem = besideField(toUserProblem(error), fields);
      if (!form || !showFieldErrors(form, problem)) this.fault.set(problem);
      return false;
    } finally {
      this.sending.set(false);
    }
  }
}

function besideField(problem: UserProblem, fields: Readonly<Record<string, string>>): UserProblem {
  const { code, detail: message } = problem;
  const path = fields[code];
  return path === undefined ? problem : { ...problem, errors: [{ path, code, message }] };
}
