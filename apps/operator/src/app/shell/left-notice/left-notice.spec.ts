import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { type LeftWorkspace, WorkspacesStore } from '@nora/data-access';
import { provideNoraIcons } from '@nora/ui';
import { Subject } from 'rxjs';

import { sampleWorkspace } from '../../../testing/samples';
import { LeftNotice } from './left-notice';

const HOME = sampleWorkspace({ id: 'home', name: 'Home', slug: 'home-slug' });
const TEAM = sampleWorkspace({ id: 'team', name: 'Team' });

describe('LeftNotice', () => {
  let left: Subject<LeftWorkspace>;
  let navigate: jest.Mock;
  let closeAll: jest.Mock;
  let router: { url: string; navigate: jest.Mock };
  let fixture: ComponentFixture<LeftNotice>;

  beforeEach(() => {
    left = new Subject();
    navigate = jest.fn();
    closeAll = jest.fn();
    router = { url: '/agents', navigate };
    TestBed.configureTestingModule({
      providers: [
        provideNoraIcons(),
        { provide: Router, useValue: router },
        { provide: MatDialog, useValue: { closeAll } },
        { provide: WorkspacesStore, useValue: { left, current: () => HOME } },
      ],
    });
    fixture = TestBed.createComponent(LeftNotice);
    fixture.detectChanges();
  });

  const text = () => (fixture.nativeElement as HTMLElement).textContent.replace(/\s+/g, ' ').trim();

  function leave(one: LeftWorkspace, url = router.url): void {
    router.url = url;
    left.next(one);
    fixture.detectChanges();
  }

  it('says that one is no member any more, and leaves the pages of that workspace', () => {
    leave({ workspace: TEAM, wasCurrent: true }, '/workspaces/team/api-keys?x=1');
    expect(text()).toContain('You are no longer a member of “Team”. You are looking at “Home” now.');
    expect(navigate).toHaveBeenCalledWith(['/agents'], { queryParams: { workspace: 'home-slug' } });
    expect(closeAll).toHaveBeenCalled();
  });

  it.each(['/agents', '/agents/agent-1/logs', '/deploy'])('leaves %s of the workspace looked at', (url) => {
    leave({ workspace: TEAM, wasCurrent: true }, url);
    expect(navigate).toHaveBeenCalledTimes(1);
  });

  it.each(['/workspaces', '/workspaces/home/members', '/settings/profile'])('stays at %s', (url) => {
    leave({ workspace: TEAM, wasCurrent: true }, url);
    leave({ workspace: sampleWorkspace({ id: 'other' }), wasCurrent: false }, '/agents');
    expect(navigate).not.toHaveBeenCalled();
    expect(closeAll).not.toHaveBeenCalled();
  });

  it('tells a workspace that was deleted from one that goes on without the account', () => {
    const ending = { ...TEAM, deletionRequestedAt: '2026-03-01T12:00:00Z' };
    leave({ workspace: ending, wasCurrent: false });
    expect(text()).toBe('The workspace “Team” has been deleted.');
  });

  it('goes when it is dismissed', () => {
    leave({ workspace: TEAM, wasCurrent: false });
    (fixture.nativeElement as HTMLElement).querySelector('button')?.click();
    fixture.detectChanges();
    expect(text()).toBe('');
  });
});
