import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { BrowserNavigation, SessionStore } from '@nora/data-access';
import { provideNoraUi } from '@nora/ui';

import { Claim } from './claim';

describe('Claim', () => {
  const claim = jest.fn();
  const assign = jest.fn();
  let needsFirstAdmin: boolean;

  beforeEach(() => {
    claim.mockReset();
    assign.mockReset();
    needsFirstAdmin = true;
  });

  async function open(url: string) {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([{ path: 'claim', component: Claim }]),
        provideNoraUi(),
        { provide: SessionStore, useValue: { claim, bootstrap: () => Promise.resolve({ needsFirstAdmin }) } },
        { provide: BrowserNavigation, useValue: { assign } },
      ],
    });
    const harness = await RouterTestingHarness.create(url);
    await harness.fixture.whenStable();
    const page = harness.routeNativeElement as HTMLElement;
    const fill = (name: string, value: string) => {
      const input = page.querySelector<HTMLInputElement>(
        `input[formcontrolname=${name}], input[type=${name}]`,
      );
      if (!input) throw new Error(`no ${name}`);
      input.value = value;
      input.dispatchEvent(new Event('input'));
    };
    const submit = async () => {
      page.querySelector('form')?.dispatchEvent(new Event('submit'));
      await harness.fixture.whenStable();
    };
    return { page, fill, submit };
  }

  it('takes the token out of the address and sends it with the account', async () => {
    const { fill, submit } = await open('/claim?token=one-time');
    expect(TestBed.inject(Router).url).toBe('/claim');
    fill('name', 'Ada');
    fill('email', 'ada@example.org');
    fill('password', 'quartz lamp under violet');
    await submit();
    expect(claim).toHaveBeenCalledWith({
      name: 'Ada',
      email: 'ada@example.org',
      password: 'quartz lamp under violet',
      claimToken: 'one-time',
    });
    expect(assign).toHaveBeenCalledWith('/app/');
  });

  it('sends nothing while the password is too short', async () => {
    const { fill, submit } = await open('/claim?token=one-time');
    fill('name', 'Ada');
    fill('email', 'ada@example.org');
    fill('password', 'short');
    await submit();
    expect(claim).not.toHaveBeenCalled();
  });

  it('explains a wrong token and lets it be corrected', async () => {
    claim.mockRejectedValue(
      new HttpErrorResponse({ status: 403, error: { code: 'claim_token_invalid', detail: 'It was used.' } }),
    );
    const { page, fill, submit } = await open('/claim?token=old');
    expect(page.textContent).not.toContain('Claim token');
    fill('name', 'Ada');
    fill('email', 'ada@example.org');
    fill('password', 'quartz lamp under violet');
    await submit();
    expect(page.textContent).toContain('This claim link is not valid');
    expect(page.textContent).toContain('Claim token');
    expect(assign).not.toHaveBeenCalled();
  });

  it('leads to the log-in when the server is claimed already', async () => {
    needsFirstAdmin = false;
    const { page } = await open('/claim?token=old');
    expect(page.querySelector('h1')?.textContent).toBe('This server is already claimed');
    expect(page.querySelector('form')).toBeNull();
  });
});
