import { TestBed } from '@angular/core/testing';

import { sampleWorkspace } from '../../../../testing/samples';
import { WorkspaceActs } from '../workspace-acts.store';
import { RenameWorkspace } from './rename-workspace';

describe('RenameWorkspace', () => {
  it('keeps what is being typed when the workspace changes otherwise, and takes over another name', () => {
    TestBed.configureTestingModule({ providers: [{ provide: WorkspaceActs, useValue: {} }] });
    const fixture = TestBed.createComponent(RenameWorkspace);
    const box = () => (fixture.nativeElement as HTMLElement).querySelector('input') as HTMLInputElement;
    const show = (part: object) => {
      fixture.componentRef.setInput('workspace', sampleWorkspace(part));
      fixture.detectChanges();
    };
    show({ name: 'Day shift' });
    box().value = 'Day and night';
    box().dispatchEvent(new Event('input'));
    show({ name: 'Day shift', agentCount: 3, role: 'admin' });
    expect(box().value).toBe('Day and night');
    show({ name: 'Early shift' });
    expect(box().value).toBe('Early shift');
  });
});
