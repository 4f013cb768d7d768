import { TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import { ConfirmByName, type ConfirmByNameData } from './confirm-by-name';

describe('ConfirmByName', () => {
  function render(more: Partial<ConfirmByNameData> = {}) {
    const close = jest.fn();
    TestBed.configureTestingModule({
      providers: [
        {
          provide: MatDialogRef,
          useValue: { close, _containerInstance: { _addAriaLabelledBy: () => undefined } },
        },
        {
          provide: MAT_DIALOG_DATA,
          useValue: {
            title: 'Delete?',
            consequence: 'Gone.',
            name: 'Night watch',
            action: 'Delete agent',
            ...more,
          },
        },
      ],
    });
    const fixture = TestBed.createComponent(ConfirmByName);
    fixture.detectChanges();
    const element = fixture.nativeElement as HTMLElement;
    const type = (text: string) => {
      const input = element.querySelector('input:not([type=checkbox])') as HTMLInputElement;
      input.value = text;
      input.dispatchEvent(new Event('input'));
      fixture.detectChanges();
    };
    const submit = () =>
      element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    const button = () => element.querySelector<HTMLButtonElement>('button[type=submit]');
    return { close, type, submit, button, fixture, element };
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
    expect(close).toHaveBeenCalledWith({ option: false });
  });

  it('closes with nothing at all when it is to stay', () => {
    const { close, element, type } = render();
    type('Night watch');
    const keep = [...element.querySelectorAll('button')].find(({ textContent }) => textContent === 'Keep it');
    keep?.click();
    expect(close.mock.calls).toEqual([[undefined]]);
  });

  it('says what the option changes, and hands the choice on', () => {
    const { close, type, submit, fixture, element } = render({
      option: { label: 'Keep its data', consequence: 'The data stays.' },
    });
    expect(element.textContent).toContain('Gone.');
    element.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
    fixture.detectChanges();
    expect(element.textContent).toContain('The data stays.');
    type('Night watch');
    submit();
    expect(close).toHaveBeenCalledWith({ option: true });
  });
});
