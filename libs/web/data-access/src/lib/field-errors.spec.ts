import { FormControl, FormGroup } from '@angular/forms';

import { showFieldErrors } from './field-errors';
import { type UserProblem, toUserProblem } from './problem';

const problem = (errors: UserProblem['errors']): UserProblem => ({
  ...toUserProblem(new TypeError()),
  errors,
});

describe('showFieldErrors', () => {
  const form = () => new FormGroup({ resources: new FormGroup({ ramMb: new FormControl(1) }) });

  it('puts a fault beside the field it names', () => {
    const target = form();
    const placed = showFieldErrors(
      target,
      problem([{ path: 'resources.ramMb', code: 'min', message: 'Too small.' }]),
    );
    expect(placed).toBe(true);
    expect(target.get('resources.ramMb')?.getError('server')).toBe('Too small.');
  });

  it('says so when a fault has no field, so that it is shown elsewhere', () => {
    expect(showFieldErrors(form(), problem([{ path: 'body', code: 'x', message: 'Odd.' }]))).toBe(false);
    expect(showFieldErrors(form(), problem([]))).toBe(false);
  });
});
