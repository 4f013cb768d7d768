import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { LiveEvents } from '@nora/data-access';
import { provideNoraUi } from '@nora/ui';
import { Subject } from 'rxjs';

import { Overview } from './overview';

const counts = (agents: number) => ({
  users: 3,
  workspaces: 4,
  agents: { total: agents, byStatus: { running: agents } },
  deployments: { queued: 0, running: 1, failedLast24h: 2 },
});

describe('Overview', () => {
  it('counts again soon after something happened, once for many events, and dead letters every five seconds', async () => {
    jest.useFakeTimers();
    const events = new Subject<object>();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideNoraUi(),
        provideRouter([]),
        { provide: LiveEvents, useValue: { events, resync: new Subject() } },
      ],
    });
    const fixture = TestBed.createComponent(Overview);
    const server = TestBed.inject(HttpTestingController);
    const answerQueues = (failed: number) =>
      server.expectOne('/api/admin/queues').flush({ items: [{ counts: { failed } }], nextCursor: null });
    const answer = async (agents: number, letters: number) => {
      server.expectOne('/api/admin/overview').flush(counts(agents));
      answerQueues(letters);
      await jest.advanceTimersByTimeAsync(0);
      fixture.detectChanges();
    };
    const shown = () =>
      [...(fixture.nativeElement as HTMLElement).querySelectorAll('.totals dd')].map(
        (dd) => dd.textContent?.trim().split(' ')[0],
      );
    await answer(8, 0);
    expect(shown()).toEqual(['3', '4', '8', '0']);
    events.next({});
    events.next({});
    await jest.advanceTimersByTimeAsync(1_000);
    await answer(9, 2);
    expect(shown()).toEqual(['3', '4', '9', '2']);
    await jest.advanceTimersByTimeAsync(4_000);
    answerQueues(5);
    await jest.advanceTimersByTimeAsync(0);
    fixture.detectChanges();
    expect(shown()).toEqual(['3', '4', '9', '5']);
    server.verify();
    fixture.destroy();
    jest.useRealTimers();
  });
});
