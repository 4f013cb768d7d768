import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import { EMPTY, of } from 'rxjs';

import { sampleAgent, sampleDeployment } from '../../../testing/samples';
import { AgentOperations } from './agent-operations.store';

describe('AgentOperations', () => {
  let allowed: boolean;
  let confirmed: boolean;
  let operations: AgentOperations;
  let server: HttpTestingController;
  const notify = jest.fn();
  const navigate = jest.fn();

  beforeEach(() => {
    allowed = true;
    confirmed = true;
    notify.mockReset().mockReturnValue({ onAction: () => EMPTY });
    navigate.mockReset();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: WorkspacesStore, useValue: { can: () => allowed } },
        { provide: MatDialog, useValue: { open: () => ({ afterClosed: () => of(confirmed) }) } },
        { provide: MatSnackBar, useValue: { open: notify } },
        { provide: Router, useValue: { navigate } },
      ],
    });
    operations = TestBed.inject(AgentOperations);
    server = TestBed.inject(HttpTestingController);
  });

  it('offers what the state allows, nothing to viewers, nothing while something else runs', () => {
    expect(operations.offered(sampleAgent())).toEqual(['stop', 'restart', 'redeploy', 'delete']);
    expect(operations.offered(sampleAgent({ activeDeploymentId: 'd' }))).toEqual([]);
    allowed = false;
    expect(operations.offered(sampleAgent())).toEqual([]);
  });

  it('does not offer to delete what the server would refuse to delete', () => {
    expect(operations.offered(sampleAgent({ status: 'deploying', activeDeploymentId: 'd' }))).toEqual([]);
  });

  it('tells the page which call is on its way and hands on the deployment', async () => {
    const started = jest.fn();
    operations.started.subscribe(started);
    const running = operations.run('stop', sampleAgent());
    expect(operations.pending('agent-1')).toBe('stop');
    const deployment = sampleDeployment({ kind: 'stop' });
    server.expectOne({ method: 'POST', url: '/api/agents/agent-1/stop' }).flush({ deployment });
    await running;
    expect(operations.pending('agent-1')).toBeNull();
    expect(started).toHaveBeenCalledWith(deployment);
  });

  it('leads to the deployment that is in the way', async () => {
    notify.mockReturnValue({ onAction: () => of(undefined) });
    const running = operations.run('stop', sampleAgent());
    const problem = { code: 'operation_in_progress', detail: 'A restart is running.', deploymentId: 'd-9' };
    server.expectOne('/api/agents/agent-1/stop').flush(problem, { status: 409, statusText: 'Conflict' });
    await running;
    expect(notify.mock.calls[0][0]).toContain('A restart is running.');
    expect(navigate).toHaveBeenCalledWith(['/agents', 'agent-1', 'overview'], {
      queryParams: { deployment: 'd-9' },
    });
  });

  it('deletes nothing unless the name was confirmed', async () => {
    confirmed = false;
    await operations.run('delete', sampleAgent());
    server.expectNone('/api/agents/agent-1');
  });
});
