import { TestBed } from '@angular/core/testing';
import { AGENT_STATUSES, DEPLOYMENT_STATUSES, STEP_STATES } from '@nora/contracts';

import { ICON_PATHS } from '../icons/icon-paths';
import { provideNoraIcons } from '../icons/provide-nora-icons';
import { StatusBadge } from './status-badge';
import {
  AGENT_STATUS_LOOKS,
  DEPLOYMENT_STATUS_LOOKS,
  STEP_STATE_LOOKS,
  type StatusLook,
} from './status-looks';

function render(look: StatusLook): HTMLElement {
  TestBed.configureTestingModule({ providers: [provideNoraIcons()] });
  const fixture = TestBed.createComponent(StatusBadge);
  fixture.componentRef.setInput('look', look);
  fixture.detectChanges();
  return fixture.nativeElement as HTMLElement;
}

describe('StatusBadge', () => {
  it('shows icon, word and colour', () => {
    const element = render(AGENT_STATUS_LOOKS.failed);
    expect(element.textContent.trim()).toBe('Failed');
    expect(element.querySelector('mat-icon svg path')?.getAttribute('d')).toBe(ICON_PATHS.error);
    expect(element.classList).toContain('tone-failed');
  });

  it('marks what is going on as busy, and nothing else', () => {
    expect(render(AGENT_STATUS_LOOKS.deploying).classList).toContain('busy');
    TestBed.resetTestingModule();
    expect(render(AGENT_STATUS_LOOKS.stopped).classList).not.toContain('busy');
  });

  it.each([
    ['agent status', AGENT_STATUSES, AGENT_STATUS_LOOKS],
    ['deployment status', DEPLOYMENT_STATUSES, DEPLOYMENT_STATUS_LOOKS],
    ['step state', STEP_STATES, STEP_STATE_LOOKS],
  ])('tells every %s apart without colour', (_what, states, looks) => {
    const table = looks as Record<string, StatusLook>;
    const words = states.map((state) => table[state]?.word);
    expect(new Set(words).size).toBe(states.length);
    expect(words).not.toContain(undefined);
  });
});
