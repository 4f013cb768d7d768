import { Clipboard } from '@angular/cdk/clipboard';
import { TestBed } from '@angular/core/testing';

import { provideNoraIcons } from '../icons/provide-nora-icons';
import { Evidence } from './evidence';

describe('Evidence', () => {
  it('shows the text as it was written and copies the whole of it', () => {
    const copy = jest.fn().mockReturnValue(true);
    TestBed.configureTestingModule({
      providers: [provideNoraIcons(), { provide: Clipboard, useValue: { copy } }],
    });
    const fixture = TestBed.createComponent(Evidence);
    const text = 'first line\n  <second> line';
    fixture.componentRef.setInput('text', text);
    fixture.componentRef.setInput('label', 'End of the log');
    fixture.detectChanges();
    const element = fixture.nativeElement as HTMLElement;
    expect(element.querySelector('pre')?.textContent).toBe(text);
    expect(element.querySelector('pre')?.tabIndex).toBe(0);
    element.querySelector('button')?.click();
    fixture.detectChanges();
    expect(copy).toHaveBeenCalledWith(text);
    expect(element.querySelector('button')?.textContent).toContain('Copied');
  });
});
