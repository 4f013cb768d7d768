import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { NumberSettingDto, PlatformSettingsDto } from '@nora/api-client';
import { PLATFORM_NUMBERS, type PlatformNumberName } from '@nora/contracts';
import { SessionStore } from '@nora/data-access';
import { provideNoraUi } from '@nora/ui';

import { Settings } from './settings';

const NUMBERS = Object.fromEntries(
  Object.entries(PLATFORM_NUMBERS).map(([name, { least, most, zeroIsForever, variable }]) => [
    name,
    { value: least, fallback: least, overridden: false, least, most, zeroIsForever, variable },
  ]),
) as Record<PlatformNumberName, NumberSettingDto>;

const SETTINGS: PlatformSettingsDto = {
  ...NUMBERS,
  ...{ revision: 4, changedAt: '2026-03-01T10:00:00.000Z', backupWorkerSeen: true, banner: null },
  signupEnabled: { value: false, fallback: false, overridden: false, variable: 'SIGNUP_ENABLED' },
  runtimeFamily: { value: null, fallback: null, overridden: false, variable: null },
  deployTarget: { value: null, fallback: null, overridden: false, variable: null },
  mail: { configured: true, server: 'mail.example.test:25', from: 'Nora <nora@example.test>' },
};
const PATH = '/api/admin/settings';

describe('Settings', () => {
  let server: HttpTestingController;
  let fixture: ComponentFixture<Settings>;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideNoraUi(),
        {
          provide: SessionStore,
          useValue: { me: signal(null), offers: signal(null), lookAgain: () => Promise.resolve() },
        },
      ],
    });
    server = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(Settings);
    server.expectOne(PATH).flush(SETTINGS);
    server.expectOne('/api/catalog').flush({ runtimeFamilies: [], deployTargets: [] });
    await settle();
  });

  const settle = async () => {
    await fixture.whenStable();
    fixture.detectChanges();
    await fixture.whenStable();
  };
  const host = () => fixture.nativeElement as HTMLElement;
  const section = (name: string): HTMLElement => {
    const found = [...host().querySelectorAll('section')].find(
      (one) => one.querySelector('h2')?.textContent?.trim() === name,
    );
    if (!found) throw new Error(`there is no section ${name}`);
    return found;
  };
  const button = (within: HTMLElement, name: string): HTMLButtonElement => {
    const found = [...within.querySelectorAll('button')].find(
      (one) => (one.getAttribute('aria-label') ?? one.textContent)?.trim() === name,
    );
    if (!found) throw new Error(`there is no button ${name}`);
    return found;
  };
  const field = (label: string): HTMLInputElement => {
    const found = [...host().querySelectorAll('mat-form-field')].find((one) =>
      one.querySelector('mat-label')?.textContent?.includes(label),
    );
    const input = found?.querySelector('input');
    if (!input) throw new Error(`there is no field ${label}`);
    return input;
  };
  const write = (label: string, value: string) => {
    const input = field(label);
    input.value = value;
    input.dispatchEvent(new Event('input'));
    fixture.detectChanges();
  };

  it('opens sign-up on the ground of what is shown, and shows where it comes from then', async () => {
    expect(section('Sign-up').textContent).toContain('From the environment (SIGNUP_ENABLED)');
    button(section('Sign-up'), 'Open sign-up').click();
    const call = server.expectOne(PATH);
    expect(call.request.headers.get('If-Match')).toBe('"4"');
    expect(call.request.body).toEqual({ signupEnabled: true });
    call.flush({
      ...SETTINGS,
      ...{ revision: 5, signupEnabled: { ...SETTINGS.signupEnabled, value: true, overridden: true } },
    });
    await settle();
    expect(section('Sign-up').textContent).toContain('Sign-up is open');
    button(section('Sign-up'), 'Reset sign-up').click();
    expect(server.expectOne(PATH).request.body).toEqual({ signupEnabled: null });
  });

  it('saves the numbers that were changed and no others, and none out of bounds', async () => {
    write('Events', '0');
    button(section('Retention'), 'Save').click();
    server.expectNone(PATH);
    write('Events', '30');
    write('Audit log', '0');
    button(section('Retention'), 'Save').click();
    const call = server.expectOne(PATH);
    expect(call.request.body).toEqual({ eventDays: 30, auditDays: 0 });
    call.flush({
      ...SETTINGS,
      revision: 5,
      eventDays: { ...NUMBERS.eventDays, value: 30, overridden: true },
    });
    await settle();
    expect(section('Retention').textContent).toContain('Saved.');
  });

  it('keeps what was written when somebody else was faster, and reads the settings again', async () => {
    write('Events', '30');
    button(section('Retention'), 'Save').click();
    server
      .expectOne(PATH)
      .flush({ code: 'precondition_failed', detail: 'Late.' }, { status: 412, statusText: 'Failed' });
    await settle();
    button(section('Retention'), 'Read the settings again').click();
    server.expectOne(PATH).flush({ ...SETTINGS, revision: 9 });
    await settle();
    expect(field('Events').value).toBe('30');
    button(section('Retention'), 'Save').click();
    expect(server.expectOne(PATH).request.headers.get('If-Match')).toBe('"9"');
  });

  it('tells what the mail server said', async () => {
    button(section('Mail'), 'Send a test mail to me').click();
    server.expectOne(`${PATH}/mail-test`).flush({ to: 'root@example.test', answer: '250 Accepted' });
    await settle();
    expect(section('Mail').textContent).toContain('250 Accepted');
  });
});
