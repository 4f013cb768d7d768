import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { LiveEvents } from '@nora/data-access';
import { provideNoraUi } from '@nora/ui';
import { Subject } from 'rxjs';

import { Queues } from './queues';

const counted = (failed: number) => ({
  items: [
    {
      name: 'deployments',
      counts: { waiting: 0, delayed: 0, active: 0, failed, completed: 0 },
      oldestWaitingSeconds: null,
      lastMinute: { finished: 0, failed: 0 },
      lastHour: { finished: 0, failed },
    },
  ],
  nextCursor: null,
});
const LETTER = {
  ...{
    id: 'deploy-1-4',
    queue: 'deployments',
    state: 'failed',
    payload: { v: 1, deploymentId: '1' },
    turn: 3,
  },
  ...{ error: 'The image is broken.', attempts: 5, queuedAt: '2026-01-01T00:00:00Z' },
  ...{ dueAt: '2026-01-01T00:00:00Z', startedAt: null, finishedAt: null, retryable: true, deployment: null },
};

describe('Queues', () => {
  let fixture: ComponentFixture<Queues>;
  let server: HttpTestingController;
  let events: Subject<object>;

  beforeEach(() => {
    jest.useFakeTimers();
    events = new Subject();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideNoraUi(),
        provideRouter([]),
        { provide: LiveEvents, useValue: { events, resync: new Subject() } },
      ],
    });
    fixture = TestBed.createComponent(Queues);
    document.body.append(fixture.nativeElement as HTMLElement);
    server = TestBed.inject(HttpTestingController);
  });
  afterEach(() => {
    fixture.destroy();
    jest.useRealTimers();
  });

  const COUNTS = '/api/admin/queues';
  const JOBS = '/api/admin/queues/deployments/jobs';
  const text = () => (fixture.nativeElement as HTMLElement).textContent;

  async function tick(milliseconds = 0): Promise<void> {
    fixture.detectChanges();
    await jest.advanceTimersByTimeAsync(milliseconds);
    fixture.detectChanges();
  }

  async function answerCounts(failed: number): Promise<void> {
    server.expectOne(COUNTS).flush(counted(failed));
    await tick();
  }

  async function answerJobs(...items: object[]): Promise<void> {
    server.expectOne(({ url }) => url === JOBS).flush({ items, nextCursor: null });
    await tick();
  }

  async function open(failed: number, ...letters: object[]): Promise<void> {
    await tick();
    server.expectOne('/api/workspaces?limit=200').flush({ items: [], nextCursor: null });
    await answerCounts(failed);
    await answerJobs(...letters);
  }

  it('says what a dead letter is where there is none', async () => {
    await open(0);
    expect(text()).toContain('No dead letters');
    expect(text()).toContain('failed for good');
  });

  it('reads the jobs again only when their queue has other counts', async () => {
    await open(0);
    await tick(5_000);
    await answerCounts(0);
    server.expectNone(({ url }) => url === JOBS);
    await tick(5_000);
    await answerCounts(1);
    await answerJobs(LETTER);
    expect(text()).toContain('The image is broken.');
  });

  it('counts soon after a deployment changed, once for many changes', async () => {
    await open(0);
    events.next({ type: 'deployment.status-changed' });
    events.next({ type: 'deployment.step-changed' });
    await tick(1_000);
    await answerCounts(0);
  });

  it('says what to do while Redis is away, and shows the jobs again when it is back', async () => {
    await open(1, LETTER);
    await tick(5_000);
    const away = { code: 'service_unavailable', detail: 'Redis does not answer.' };
    server.expectOne(COUNTS).flush(away, { status: 503, statusText: 'away' });
    await tick();
    expect(text()).toContain('The queues do not answer');
    expect(text()).toContain('./nora doctor');
    expect(text()).not.toContain('The image is broken.');
    await tick(5_000);
    await answerCounts(1);
    expect(text()).not.toContain('The queues do not answer');
    await answerJobs({ ...LETTER, error: 'Another one broke.' });
    expect(text()).toContain('Another one broke.');
  });

  it('retries all that can be retried, and shows what became of each', async () => {
    await open(2, LETTER, { ...LETTER, id: 'deploy-2-0', retryable: false });
    const buttons = [...(fixture.nativeElement as HTMLElement).querySelectorAll('button')];
    buttons.find(({ textContent }) => textContent?.includes('Retry all shown (1)'))?.click();
    await tick();
    const detail = 'A deployment of this agent is still running.';
    server
      .expectOne(`${JOBS}/deploy-1-4/retry`)
      .flush({ code: 'operation_in_progress', detail }, { status: 409, statusText: 'Conflict' });
    await tick();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Results');
    expect(text()).toContain('Not retried: 1 job.');
    expect(text()).toContain(detail);
    await answerCounts(2);
    await answerJobs(LETTER);
  });
});
