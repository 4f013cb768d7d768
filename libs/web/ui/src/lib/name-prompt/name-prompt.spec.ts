import { TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import { NamePrompt } from './name-prompt';

describe('NamePrompt', () => {
  function render() {
    const close = jest.fn();
    const dialog = { close, _containerInstance: { _addAriaLabelledBy: () => undefined } };
    TestBed.configureTestingModule({
      providers: [
        { provide: MatDialogRef, useValue: dialog },
        {
          provide: MAT_DIALOG_DATA,
          useValue: { title: 'Another name', reason: 'Taken.', name: ' Night watch ', action: 'Restore' },
        },
      ],
    });
    const fixture = TestBed.createComponent(NamePrompt);
    fixture.detectChanges();
    const element = fixture.nativeElement as HTMLElement;
    const button = (words: string) =>
      [...element.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === words);
    return { close, button };
  }

  it('closes with the name', () => {
    const { close, button } = render();
    button('Restore')?.click();
    expect(close).toHaveBeenCalledWith('Night watch');
  });

  it('closes with nothing at all when it was not meant, which is no name', () => {
    const { close, button } = render();
    button('Not now')?.click();
    expect(close.mock.calls).toEqual([[undefined]]);
  });
});
