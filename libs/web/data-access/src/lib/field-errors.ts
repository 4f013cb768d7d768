import type { AbstractControl } from '@angular/forms';
import type { UserProblem } from './problem';

/** Puts the faults the server found beside their fields. Returns true when every fault found its field. */
export function showFieldErrors(form: AbstractControl, problem: UserProblem): boolean {
  const unplaced = problem.errors.filter(({ path, message }) => {
    const control = form.get(path);
    control?.setErrors({ server: message });
    control?.markAsTouched();
    return !control;
  });
  return problem.errors.length > 0 && unplaced.length === 0;
}
