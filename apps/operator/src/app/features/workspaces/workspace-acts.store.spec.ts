import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { WorkspacesStore } from '@nora/data-access';

import { sampleWorkspace } from '../../../testing/samples';
import { WorkspaceActs } from './workspace-acts.store';

const TEAM = sampleWorkspace({ id: 'team', agentCount: 2 });
const URL = '/api/workspaces/team';

describe('WorkspaceActs', () => {
  let acts: WorkspaceActs;
  let server: HttpTestingController;
  let put: jest.Mock;
  let leave: jest.Mock;
  let load: jest.Mock;

  beforeEach(() => {
    put = jest.fn();
    load = jest.fn(() => Promise.resolve());
    leave = jest.fn((_id: string, act: () => Promise<unknown>) => act());
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: WorkspacesStore, useValue: { put, leave, load } },
      ],
    });
    acts = TestBed.inject(WorkspaceActs);
    server = TestBed.inject(HttpTestingController);
  });
  afterEach(() => server.verify());

  it('keeps a workspace whose agents are still there in the list, with the time of its deletion', async () => {
    const ending = { ...TEAM, deletionRequestedAt: '2026-03-01T12:00:00Z' };
    const done = acts.deleteWithAgents(TEAM);
    server.expectOne(`${URL}?agents=delete`).flush({ workspace: ending });
    expect(await done).toBe(false);
    expect(put).toHaveBeenCalledWith(ending);
    expect(leave).not.toHaveBeenCalled();
  });

  it('drops a workspace whose last agent had gone already', async () => {
    const done = acts.deleteWithAgents(TEAM);
    server.expectOne(`${URL}?agents=delete`).flush({ workspace: null });
    expect(await done).toBe(true);
    expect(leave).toHaveBeenCalledWith('team', expect.any(Function));
  });

  it('asks for no agents to be deleted where none were seen, and counts again when there are some', async () => {
    const done = acts.deleteEmpty(TEAM);
    const request = server.expectOne(URL);
    expect(request.request.method).toBe('DELETE');
    request.flush({ code: 'workspace_not_empty' }, { status: 409, statusText: 'Conflict' });
    await expect(done).rejects.toMatchObject({ status: 409 });
    expect(load).toHaveBeenCalled();
  });

  it('takes in what it has become after it was handed over', async () => {
    const done = acts.transfer(TEAM, 'bob');
    const request = server.expectOne(`${URL}/transfer`);
    expect(request.request.body).toEqual({ userId: 'bob' });
    request.flush({ ...TEAM, role: 'admin' });
    await done;
    expect(put).toHaveBeenCalledWith({ ...TEAM, role: 'admin' });
  });
});
