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
  let answer: unknown;
  let operations: AgentOperations;
  let server: HttpTestingController;
  const notify = jest.fn();
  const navigate = jest.fn();

  beforeEach(() => {
    allowed = true;
    answer = { option: false };
    notify.mockReset().mockReturnValue({ onAction: () => EMPTY });
    navigate.mockReset();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: WorkspacesStore, useValue: { can: () => allowed } },
        { provide: MatDialog, useValue: { open: () => ({ afterClosed: () => of(answer) }) } },
        { provide: MatSnackBar, useValue: { open: notify } },
        { provide: Router, useValue: { navigate } },
      ],
    });
    operations = TestBed.inject(AgentOperations);
    server = TestBed.inject(HttpTestingController);
  });

  it('offers what is allowed, to viewers nothing, and while something runs the ways to end it', () => {
    expect(operations.offered(sampleAgent())).toEqual(['stop', 'restart', 'redeploy', 'delete']);
    expect(operations.offered(sampleAgent({ allowedOperations: ['cancel', 'force-delete'] }))).toEqual([
      'cancel',
      'force-delete',
    ]);
    allowed = false;
    expect(operations.offered(sampleAgent())).toEqual([]);
  });

  it('offers force where deleting alone may not help', () => {
    expect(operations.offered(sampleAgent({ status: 'failed' }))).toContain('force-delete');
    expect(operations.offered(sampleAgent({ status: 'stopped' }))).not.toContain('force-delete');
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
    answer = undefined;
    await operations.run('delete', sampleAgent());
    server.expectNone('/api/agents/agent-1');
  });

  it('keeps the data of a deleted agent when that was chosen', async () => {
    answer = { option: true };
    const running = operations.run('delete', sampleAgent());
    await new Promise((resolve) => setTimeout(resolve));
    server
      .expectOne({ method: 'DELETE', url: '/api/agents/agent-1?keepData=true' })
      .flush({ deployment: sampleDeployment({ kind: 'delete' }) });
    await running;
  });

  it('asks before a cancellation that may leave the agent stopped, and not before a harmless one', async () => {
    answer = undefined;
    await operations.cancel(sampleDeployment({ kind: 'redeploy', status: 'running' }), sampleAgent());
    server.expectNone('/api/deployments/deployment-1/cancel');
    const queued = operations.cancel(sampleDeployment({ kind: 'redeploy', status: 'queued' }), sampleAgent());
    await new Promise((resolve) => setTimeout(resolve));
    server
      .expectOne('/api/deployments/deployment-1/cancel')
      .flush({ deployment: sampleDeployment({ status: 'cancelled' }) });
    await queued;
  });

  it('asks for another name when the name of a deleted agent was taken', async () => {
    answer = 'Old watch';
    const kept = sampleAgent({ status: 'deleted', dataKept: true });
    const running = operations.run('restore', kept);
    const url = '/api/agents/agent-1/restore';
    server
      .expectOne(url)
      .flush({ code: 'name_taken', detail: 'Taken.' }, { status: 409, statusText: 'Conflict' });
    await new Promise((resolve) => setTimeout(resolve));
    const second = server.expectOne(url);
    expect(second.request.body).toEqual({ name: 'Old watch' });
    second.flush({ deployment: sampleDeployment({ kind: 'restore' }) });
    await running;
    expect(notify).not.toHaveBeenCalled();
  });

  it('redeploys with empty storage only after the name was typed', async () => {
    answer = undefined;
    await operations.redeployFresh(sampleAgent());
    server.expectNone('/api/agents/agent-1/redeploy');
    answer = { option: false };
    const running = operations.redeployFresh(sampleAgent());
    await new Promise((resolve) => setTimeout(resolve));
    const request = server.expectOne('/api/agents/agent-1/redeploy');
    expect(request.request.body).toEqual({ freshStorage: true });
    request.flush({ deployment: sampleDeployment({ kind: 'redeploy' }) });
    await running;
  });
});
