import { TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import { ConfirmByName } from './confirm-by-name';

describe('ConfirmByName', () => {
  function render() {
    const close = jest.fn();
    TestBed.configureTestingModule({
      providers: [
        {
          provide: MatDialogRef,
          useValue: { close, _containerInstance: { _addAriaLabelledBy: () => undefined } },
        },
        {
          provide: MAT_DIALOG_DATA,
          useValue: { title: 'Delete?', consequence: 'Gone.', name: 'Night watch', action: 'Delete agent' },
        },
      ],
    });
    const fixture = TestBed.createComponent(ConfirmByName);
    fixture.detectChanges();
    const element = fixture.nativeElement as HTMLElement;
    const type = (text: string) => {
      const input = element.querySelector('input') as HTMLInputElement;
      input.value = text;
      input.dispatchEvent(new Event('input'));
      fixture.detectChanges();
    };
    const submit = () =>
      element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    const button = () => element.querySelector<HTMLButtonElement>('button[type=submit]');
    return { close, type, submit, button };
  }

  it('does nothing before the name is typed', () => {
    const { close, type, submit, button } = render();
    type('Night');
    expect(button()?.disabled).toBe(true);
    submit();
    expect(close).not.toHaveBeenCalled();
  });

  it('confirms once the name is typed', () => {
    const { close, type, submit, button } = render();
    type('Night watch');
    expect(button()?.disabled).toBe(false);
    submit();
    expect(close).toHaveBeenCalledWith(true);
  });
});
