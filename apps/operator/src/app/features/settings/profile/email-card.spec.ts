import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideNoraIcons } from '@nora/ui';

import { EmailCard } from './email-card';
import { ProfileStore } from './profile.store';

describe('EmailCard', () => {
  const store = { offers: signal<object | null>(null), sendLink: jest.fn(), refresh: jest.fn() };

  beforeEach(() => {
    jest.resetAllMocks();
    store.offers.set({ mail: true });
  });

  function render(emailVerified = false) {
    TestBed.configureTestingModule({
      providers: [provideNoraIcons(), { provide: ProfileStore, useValue: store }],
    });
    const fixture = TestBed.createComponent(EmailCard);
    fixture.componentRef.setInput('me', { email: 'ada@example.test', emailVerified });
    fixture.detectChanges();
    const element = fixture.nativeElement as HTMLElement;
    const send = async () => {
      element.querySelector('button')?.click();
      await fixture.whenStable();
    };
    return { element, send };
  }

  it('sends a link where the server sends mail, and says where to', async () => {
    const { element, send } = render();
    expect(element.textContent).toContain('Not verified');
    await send();
    expect(store.sendLink).toHaveBeenCalledTimes(1);
    expect(element.textContent).toContain('A link is on its way to ada@example.test.');
  });

  it('offers no link where it cannot be sent, or is not needed', () => {
    store.offers.set({ mail: false });
    const without = render();
    expect(without.element.textContent).toContain('This server sends no mail');
    expect(without.element.querySelector('button')).toBeNull();
    TestBed.resetTestingModule();
    store.offers.set({ mail: true });
    const verified = render(true);
    expect(verified.element.textContent).toContain('Verified');
    expect(verified.element.querySelector('button')).toBeNull();
  });

  it('says why a link could not be sent', async () => {
    const error = { code: 'mail_failed', detail: 'The mail server did not answer.' };
    store.sendLink.mockRejectedValue(new HttpErrorResponse({ status: 502, error }));
    const { element, send } = render();
    await send();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('The mail server did not answer.');
  });

  it('looks again when the address has been verified meanwhile, and when somebody comes back to it', async () => {
    store.sendLink.mockRejectedValue(new HttpErrorResponse({ status: 409, error: { code: 'conflict' } }));
    const { send } = render();
    await send();
    expect(store.refresh).toHaveBeenCalledTimes(1);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(store.refresh).toHaveBeenCalledTimes(2);
  });
});
