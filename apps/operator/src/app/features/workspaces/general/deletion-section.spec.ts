import { signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { type Agent, ProblemError, WorkspacesStore } from '@nora/data-access';
import { provideNoraIcons } from '@nora/ui';

import { sampleAgent, sampleWorkspace } from '../../../../testing/samples';
import { AgentsStore } from '../../agents/agents.store';
import { WorkspaceActs } from '../workspace-acts.store';
import { WorkspaceQuestions } from '../workspace-questions';
import { DeletionSection } from './deletion-section';

const TEAM = sampleWorkspace({ agentCount: 2 });
const ENDING = { ...TEAM, deletionRequestedAt: '2026-03-01T12:00:00Z' };

describe('DeletionSection', () => {
  const agents = signal<Agent[]>([]);
  const acts = { deleteEmpty: jest.fn(), deleteWithAgents: jest.fn() };
  let navigate: jest.SpyInstance;
  let confirmed: boolean;
  let fixture: ComponentFixture<DeletionSection>;

  beforeEach(() => {
    confirmed = true;
    acts.deleteEmpty.mockReset().mockResolvedValue(undefined);
    acts.deleteWithAgents.mockReset().mockResolvedValue(false);
    agents.set([]);
    TestBed.configureTestingModule({
      providers: [
        provideNoraIcons(),
        provideRouter([]),
        { provide: WorkspacesStore, useValue: { can: () => true } },
        { provide: AgentsStore, useValue: { items: agents, kept: () => [] } },
        { provide: WorkspaceActs, useValue: acts },
        { provide: WorkspaceQuestions, useValue: { beforeDeletion: () => Promise.resolve(confirmed) } },
      ],
    });
    navigate = jest.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    fixture = TestBed.createComponent(DeletionSection);
  });

  const element = () => fixture.nativeElement as HTMLElement;

  function show(workspace: typeof TEAM): void {
    fixture.componentRef.setInput('workspace', workspace);
    fixture.detectChanges();
  }

  async function press(text: string): Promise<void> {
    const buttons = [...element().querySelectorAll('button')];
    buttons.find(({ textContent }) => textContent.includes(text))?.click();
    await new Promise((resolve) => setTimeout(resolve));
    fixture.detectChanges();
  }

  it('deletes nothing that was not confirmed', async () => {
    confirmed = false;
    show(TEAM);
    await press('Delete workspace');
    expect(acts.deleteWithAgents).not.toHaveBeenCalled();
  });

  it('deletes an empty workspace at once, and leaves its page', async () => {
    show(sampleWorkspace());
    await press('Delete workspace');
    expect(acts.deleteEmpty).toHaveBeenCalled();
    expect(acts.deleteWithAgents).not.toHaveBeenCalled();
    expect(navigate).toHaveBeenCalledWith(['/workspaces']);
  });

  it('stays on the page while agents are left, the stuck ones first', async () => {
    agents.set([
      sampleAgent({ id: '1', name: 'On its way', status: 'deleting', activeDeploymentId: 'd-1' }),
      sampleAgent({ id: '2', name: 'Stuck', status: 'failed' }),
      sampleAgent({ id: '3', name: 'Elsewhere', workspaceId: 'other' }),
    ]);
    show(TEAM);
    await press('Delete workspace');
    expect(navigate).not.toHaveBeenCalled();
    show(ENDING);
    const names = [...element().querySelectorAll('li a')].map(({ textContent }) => textContent);
    expect(names).toEqual(['Stuck', 'On its way']);
    expect(element().textContent).toContain('2 agents left');
    await press('Delete the rest');
    expect(acts.deleteWithAgents).toHaveBeenCalledTimes(2);
  });

  it('offers no second request for what was just asked for', () => {
    agents.set([sampleAgent({ status: 'running' })]);
    show({ ...TEAM, deletionRequestedAt: new Date().toISOString() });
    expect(element().textContent).not.toContain('Delete the rest');
  });

  it('leads to the agent that is in the way', async () => {
    agents.set([sampleAgent({ id: '7', name: 'Busy', activeDeploymentId: 'd-7' })]);
    const refusal = { code: 'operation_in_progress', detail: 'Wait.', deploymentId: 'd-7' };
    acts.deleteWithAgents.mockRejectedValue(new ProblemError(409, refusal, null));
    show(TEAM);
    await press('Delete workspace');
    const link = element().querySelector('nora-error-panel a');
    expect(link?.textContent).toBe('See what is done with Busy');
    expect(link?.getAttribute('href')).toBe('/agents/7/overview');
  });
});
