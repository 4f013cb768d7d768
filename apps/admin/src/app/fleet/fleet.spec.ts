import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { provideRouter } from '@angular/router';
import { LiveEvents, WorkspacesStore } from '@nora/data-access';
import { provideNoraUi } from '@nora/ui';
import { Subject, of } from 'rxjs';

import { Fleet } from './fleet';
import type { FleetAgent } from './fleet.store';

const agent = (id: string, part: Partial<FleetAgent> = {}): FleetAgent => ({
  ...{ id, name: id, workspace: { id: 'w1', name: 'Team' }, status: 'running', statusReason: null },
  ...{ desiredState: 'running', runtimeFamily: 'openclaw', deployTarget: 'docker', drifts: false },
  ...{ activeDeploymentId: null, allowedOperations: ['stop', 'restart'] },
  ...{ createdAt: '2026-03-01T10:00:00.000Z', updatedAt: '2026-03-01T10:00:00.000Z' },
  ...part,
});

describe('Fleet', () => {
  const open = jest.fn(() => ({ afterClosed: () => of(true) }));
  let server: HttpTestingController;
  let fixture: ComponentFixture<Fleet>;

  beforeEach(() => {
    jest.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideNoraUi(),
        provideRouter([]),
        { provide: LiveEvents, useValue: { events: new Subject(), resync: new Subject() } },
        {
          provide: WorkspacesStore,
          useValue: { items: signal([{ id: 'w1' }]), load: () => Promise.resolve() },
        },
        { provide: MatDialog, useValue: { open } },
      ],
    });
    server = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(Fleet);
  });

  afterEach(() => {
    fixture.destroy();
    jest.useRealTimers();
  });

  const settle = async (ms = 250) => {
    fixture.detectChanges();
    await jest.advanceTimersByTimeAsync(ms);
    fixture.detectChanges();
  };
  const list = async (items: FleetAgent[]) => {
    const call = server.expectOne(({ url }) => url === '/api/admin/agents');
    call.flush({ items, nextCursor: null });
    await settle(0);
    return call.request.params;
  };
  const host = () => fixture.nativeElement as HTMLElement;
  const button = (name: string) =>
    [...host().querySelectorAll('button')].find((one) => one.textContent?.includes(name));
  const pick = (label: string) =>
    host().querySelector<HTMLInputElement>(`input[aria-label="${label}"]`)?.click();

  it('asks for what the address narrows it to, and opens only agents of own workspaces', async () => {
    fixture.componentRef.setInput('status', 'attention');
    fixture.componentRef.setInput('target', 'docker');
    await settle();
    const foreign = agent('two', { workspace: { id: 'w2', name: 'Other' } });
    const params = await list([agent('one'), foreign]);
    expect(params.getAll('status')).toEqual(['failed', 'warning']);
    expect(params.get('deployTarget')).toBe('docker');
    const names = [...host().querySelectorAll('.name')].map((one) => [
      one.textContent,
      one.getAttribute('href'),
    ]);
    expect(names).toEqual([
      ['one', '/app/agents/one/overview'],
      ['two', null],
    ]);
  });

  it('stops those of the selected that can be stopped, after a question, and tells of each', async () => {
    await settle();
    await list([
      agent('one'),
      agent('two'),
      agent('three', { status: 'stopped', allowedOperations: ['start'] }),
    ]);
    pick('Select all shown');
    await settle(0);
    expect(button('Start (1)')).toBeDefined();
    button('Stop (2)')?.click();
    await settle(0);
    expect(open).toHaveBeenCalledTimes(1);
    server.expectOne('/api/admin/agents/one/stop').flush({});
    await settle(0);
    server
      .expectOne('/api/admin/agents/two/stop')
      .flush({ code: 'operation_in_progress', detail: 'Busy.' }, { status: 409, statusText: 'Conflict' });
    await settle(0);
    await list([agent('one'), agent('two')]);
    const text = host().textContent?.replace(/\s+/g, ' ');
    expect(text).toContain('Accepted: 1 agent. Refused: 1.');
    expect(text).toContain('two Busy.');
  });

  it('tells an empty fleet from a filter that nothing fits', async () => {
    await settle();
    await list([]);
    expect(host().textContent).toContain('There are no agents yet');
    fixture.componentRef.setInput('q', 'zebra');
    await settle();
    await list([]);
    expect(host().textContent).toContain('No agent matches');
  });
});
