import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';

import { AccountDeletionStore, type Decision, type OwnedWorkspace } from './account-deletion.store';
import { WorkspaceDecision } from './workspace-decision';

const BOB = { userId: 'bob', name: 'Bob', email: 'bob@example.test' };

describe('WorkspaceDecision', () => {
  function render(workspace: Partial<OwnedWorkspace> = {}) {
    const decision = signal<Decision | null>(null);
    const store = {
      decisionOn: () => decision(),
      decide: (_: string, made: Decision | null) => decision.set(made),
    };
    const workspaces = { select: jest.fn() };
    TestBed.configureTestingModule({
      providers: [
        provideRouter([{ path: '**', children: [] }]),
        { provide: AccountDeletionStore, useValue: store },
        { provide: WorkspacesStore, useValue: workspaces },
      ],
    });
    const fixture = TestBed.createComponent(WorkspaceDecision);
    const owned = { id: 'w-1', name: 'Research', agentCount: 0, successors: [BOB], ...workspace };
    fixture.componentRef.setInput('workspace', owned);
    fixture.detectChanges();
    const element = fixture.nativeElement as HTMLElement;
    const radio = (value: string) => element.querySelector<HTMLInputElement>(`input[value=${value}]`);
    const choose = (value: string) => {
      radio(value)?.click();
      fixture.detectChanges();
    };
    return { element, radio, choose, decision, workspaces };
  }

  it('is made when somebody is named to take over, not before', () => {
    const { choose, decision, element } = render();
    choose('transfer');
    expect(decision()).toBeNull();
    expect(element.querySelector('mat-select')).not.toBeNull();
    choose('delete');
    expect(decision()).toEqual({ delete: true });
    choose('transfer');
    expect(decision()).toBeNull();
  });

  it('cannot be to delete what holds agents, and leads to them', () => {
    const { radio, element, workspaces } = render({ agentCount: 3 });
    expect(radio('delete')?.disabled).toBe(true);
    expect(element.textContent).toContain('It holds 3 agents. Delete them first.');
    element.querySelector('a')?.click();
    expect(workspaces.select).toHaveBeenCalledWith('w-1');
  });

  it('cannot be to hand over where nobody else is, or nobody knows who is', () => {
    const alone = render({ successors: [] });
    expect(alone.radio('transfer')?.disabled).toBe(true);
    expect(alone.element.textContent).toContain('Nobody else is a member of it.');
    TestBed.resetTestingModule();
    const unknown = render({ successors: null });
    expect(unknown.radio('transfer')?.disabled).toBe(true);
    expect(unknown.element.textContent).toContain('Its members could not be read.');
  });
});
