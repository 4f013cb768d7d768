import { HttpErrorResponse } from '@angular/common/http';
import { FormControl, FormGroup, Validators } from '@angular/forms';
import { firstValueFrom, throwError } from 'rxjs';

import { Saving } from './saving';

const form = (name = 'Night watch') =>
  new FormGroup({ name: new FormControl(name, { nonNullable: true, validators: Validators.required }) });
const refusal = (errors?: object[]) => () =>
  firstValueFrom(
    throwError(
      () => new HttpErrorResponse({ status: 409, error: { code: 'name_taken', detail: 'Taken.', errors } }),
    ),
  );

describe('Saving', () => {
  it('sends nothing that the form already knows to be wrong', async () => {
    const act = jest.fn();
    const empty = form('');
    expect(await new Saving().send(empty, act)).toBe(false);
    expect(act).not.toHaveBeenCalled();
    expect(empty.controls.name.touched).toBe(true);
  });

  it('sends once, however often it is asked to', async () => {
    const saving = new Saving();
    const act = jest.fn(() => Promise.resolve());
    const first = saving.send(form(), act);
    expect(saving.working()).toBe(true);
    expect(await saving.send(form(), act)).toBe(false);
    expect(await first).toBe(true);
    expect(act).toHaveBeenCalledTimes(1);
    expect(saving.saved()).toBe(true);
  });

  it('puts what concerns a field beside it, and the rest above the form', async () => {
    const saving = new Saving();
    const asked = form();
    const errors = [{ path: 'name', code: 'name_taken', message: 'Taken.' }];
    await saving.send(asked, refusal(errors));
    expect(asked.controls.name.getError('server')).toBe('Taken.');
    expect(saving.problem()).toBeNull();
    const another = form();
    await saving.send(another, refusal(), { name_taken: 'name' });
    expect(another.controls.name.getError('server')).toBe('Taken.');
    expect(saving.problem()).toBeNull();
    await saving.send(form(), refusal(), { password_wrong: 'name' });
    expect(saving.problem()?.detail).toBe('Taken.');
    expect(saving.saved()).toBe(false);
  });
});
