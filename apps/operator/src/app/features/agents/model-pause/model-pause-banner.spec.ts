import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { type ModelPause, WorkspacesStore } from '@nora/data-access';
import { provideNoraIcons } from '@nora/ui';

import { sampleAgent } from '../../../../testing/samples';
import { ModelPauseBanner } from './model-pause-banner';
import { ModelPauses } from './model-pauses.store';

describe('ModelPauseBanner', () => {
  const resume = jest.fn(() => Promise.resolve(true));

  function show(modelPause: ModelPause | null, may = true): HTMLElement {
    TestBed.configureTestingModule({
      providers: [
        provideNoraIcons(),
        provideRouter([]),
        { provide: WorkspacesStore, useValue: { can: () => may } },
        { provide: ModelPauses, useValue: { resume, resuming: () => null, problem: () => null } },
      ],
    });
    const fixture = TestBed.createComponent(ModelPauseBanner);
    fixture.componentRef.setInput('agent', sampleAgent({ modelPause }));
    fixture.detectChanges();
    return fixture.nativeElement as HTMLElement;
  }

  const pause = (part: Partial<ModelPause>): ModelPause => ({
    ...{ scope: 'agent', kind: 'kill', reason: 'Runs wild.', since: '2026-05-06T10:00:00.000Z', until: null },
    ...part,
  });
  const links = (element: HTMLElement) =>
    [...element.querySelectorAll('a')].map((link) => link.getAttribute('href'));

  it('shows nothing of an agent that may call its models', () => {
    expect(show(null).textContent.trim()).toBe('');
  });

  it('says why, and lets the models run again', () => {
    const element = show(pause({}));
    expect(element.textContent).toContain('Somebody stopped the models of this agent');
    expect(element.textContent).toContain('Runs wild.');
    element.querySelector('button')?.click();
    expect(resume).toHaveBeenCalledTimes(1);
  });

  it('offers nothing that would be refused, but the page where it is seen', () => {
    const element = show(pause({}), false);
    expect(element.querySelector('button')).toBeNull();
    expect(links(element)).toEqual(['/agents/agent-1/usage']);
  });

  it('leads to the budget that is used up, and to the switch of the workspace', () => {
    expect(links(show(pause({ kind: 'budget' })))).toEqual(['/workspaces/workspace-1/budgets']);
    TestBed.resetTestingModule();
    const element = show(pause({ scope: 'workspace' }));
    expect(element.querySelector('button')).toBeNull();
    expect(links(element)).toEqual(['/workspaces/workspace-1/budgets']);
  });

  it('says who can help where the whole installation is stopped', () => {
    const element = show(pause({ scope: 'installation' }));
    expect(element.textContent).toContain('A platform admin can let them run again.');
    expect([links(element), element.querySelector('button')]).toEqual([[], null]);
  });
});
