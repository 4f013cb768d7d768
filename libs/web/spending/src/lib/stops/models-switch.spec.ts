import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { ModelStop } from '@nora/data-access';
import { provideNoraIcons } from '@nora/ui';

import { ModelsSwitch } from './models-switch';
import { sampleStop } from './testing';

describe('ModelsSwitch', () => {
  const resume = jest.fn(() => Promise.resolve(true));

  function show(stops: readonly ModelStop[], mayStop = true): HTMLElement {
    TestBed.configureTestingModule({ providers: [provideNoraIcons()] });
    const fixture = TestBed.createComponent(ModelsSwitch);
    const store = { stops: signal(stops), problem: () => null, resuming: () => false, resume };
    fixture.componentRef.setInput('store', store);
    fixture.componentRef.setInput('scope', 'workspace');
    fixture.componentRef.setInput('mayStop', mayStop);
    fixture.detectChanges();
    return fixture.nativeElement as HTMLElement;
  }

  const buttons = (element: HTMLElement) =>
    [...element.querySelectorAll('button')].map(({ textContent }) => textContent.trim());

  it('stops what runs', () => {
    const element = show([]);
    expect([element.textContent.includes('Models may be called'), buttons(element)]).toEqual([
      true,
      ['Stop models'],
    ]);
  });

  it('names who stopped the models and why, and lets them run again', () => {
    const element = show([sampleStop()]);
    expect(element.textContent).toContain('Ada Lovelace stopped the models of the whole workspace');
    expect(element.textContent).toContain('Runs wild.');
    expect(buttons(element)).toEqual(['Let the models run again']);
    element.querySelector('button')?.click();
    expect(resume).toHaveBeenCalledTimes(1);
  });

  it('can be stopped for good beside a budget that stopped them for a while', () => {
    const paused = sampleStop({ kind: 'budget', createdBy: null, until: '2026-05-07T00:00:00.000Z' });
    expect(buttons(show([paused]))).toEqual(['Let the models run again', 'Stop models']);
  });

  it('says who can lift what was stopped for more than these', () => {
    const element = show([sampleStop({ scope: 'installation', createdBy: null })]);
    expect(element.textContent).toContain('A platform admin can let them run again.');
    expect(buttons(element)).toEqual(['Stop models']);
  });

  it('offers nothing to those who may not', () => {
    expect(buttons(show([sampleStop()], false))).toEqual([]);
    TestBed.resetTestingModule();
    expect(buttons(show([], false))).toEqual([]);
  });
});
