import { TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import { ProblemError } from '@nora/data-access';
import { provideNoraIcons } from '@nora/ui';

import type { CreatedApiKey, NewApiKey } from './api-keys.store';
import { NewKey } from './new-key';

const CREATED = { key: 'nora_x' } as CreatedApiKey;

describe('NewKey', () => {
  const close = jest.fn();
  let create: jest.Mock<Promise<CreatedApiKey>, [NewApiKey]>;
  let element: HTMLElement;
  let detect: () => void;

  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse('2026-03-01T12:00:00Z'), doNotFake: ['queueMicrotask'] });
    close.mockReset();
    create = jest.fn((_body: NewApiKey) => Promise.resolve(CREATED));
    TestBed.configureTestingModule({
      providers: [
        provideNoraIcons(),
        {
          provide: MatDialogRef,
          useValue: { close, _containerInstance: { _addAriaLabelledBy: () => undefined } },
        },
        { provide: MAT_DIALOG_DATA, useValue: { role: 'Admin', create } },
      ],
    });
    const fixture = TestBed.createComponent(NewKey);
    element = fixture.nativeElement as HTMLElement;
    detect = () => fixture.detectChanges();
    detect();
  });
  afterEach(() => jest.useRealTimers());

  const box = (name: string) => element.querySelector<HTMLInputElement>(`[formcontrolname=${name}]`);

  function fill(name: string, value: string, event = 'input'): void {
    const field = box(name);
    if (!field) throw new Error(`there is no ${name}`);
    field.value = value;
    field.dispatchEvent(new Event(event));
    detect();
  }

  function check(scope: string): void {
    const boxes = [...element.querySelectorAll('mat-checkbox')];
    const found = boxes.find(({ textContent }) => textContent.trim() === scope);
    found?.querySelector('input')?.click();
    detect();
  }

  async function submit(): Promise<void> {
    element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await jest.advanceTimersByTimeAsync(0);
    detect();
  }

  it('asks for a name and a scope before it sends anything', async () => {
    await submit();
    expect(create).not.toHaveBeenCalled();
    expect(element.textContent).toContain('Choose at least one.');
    expect(element.textContent).toContain('Enter a name');
  });

  it('sends what was chosen, with addresses one by one, and closes with the key', async () => {
    fill('name', ' nightly report ');
    check('agents:read');
    check('workspaces:read');
    check('workspaces:read');
    fill('allowedCidrs', '192.0.2.0/24\n::1, 198.51.100.7 ');
    await submit();
    expect(create).toHaveBeenCalledWith({
      name: 'nightly report',
      scopes: ['agents:read'],
      expiresAt: '2026-05-30T12:00:00.000Z',
      allowedCidrs: ['192.0.2.0/24', '::1', '198.51.100.7'],
    });
    expect(close).toHaveBeenCalledWith(CREATED);
  });

  it('asks for a day only where the key is to end on one', async () => {
    expect(box('expiresAt')).toBeNull();
    fill('expiry', 'date', 'change');
    expect(box('expiresAt')?.min).toBe('2026-03-01');
    fill('expiry', 'never', 'change');
    fill('name', 'for ever');
    check('agents:read');
    await submit();
    expect(create.mock.lastCall?.[0].expiresAt).toBeNull();
  });

  it('puts what the server finds wrong beside its field, and keeps the rest', async () => {
    const errors = [{ path: 'allowedCidrs', code: 'invalid', message: 'No address: x.' }];
    create.mockRejectedValue(new ProblemError(422, { code: 'validation_failed', errors }, null));
    fill('name', 'nightly report');
    check('agents:read');
    fill('allowedCidrs', 'x');
    await submit();
    expect(element.querySelector('mat-error')?.textContent).toContain('No address: x.');
    expect(box('name')?.value).toBe('nightly report');
    expect(close).not.toHaveBeenCalled();
  });
});
