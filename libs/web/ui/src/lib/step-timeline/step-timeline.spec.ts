import { TestBed } from '@angular/core/testing';

import { provideNoraIcons } from '../icons/provide-nora-icons';
import { StepTimeline, type StepView } from './step-timeline';

const step = (part: Partial<StepView>): StepView => ({
  position: 0,
  name: 'image',
  state: 'pending',
  startedAt: null,
  finishedAt: null,
  message: null,
  usualMs: null,
  slowMs: null,
  ...part,
});

describe('StepTimeline', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse('2026-03-01T12:00:00Z') });
    TestBed.configureTestingModule({ providers: [provideNoraIcons()] });
  });
  afterEach(() => jest.useRealTimers());

  function render(steps: StepView[]) {
    const fixture = TestBed.createComponent(StepTimeline);
    fixture.componentRef.setInput('steps', steps);
    fixture.detectChanges();
    const rows = () =>
      [...(fixture.nativeElement as HTMLElement).querySelectorAll('li')].map((row) =>
        [...row.querySelectorAll('span')].map((part) => part.textContent.trim()).join(' | '),
      );
    return { fixture, rows };
  }

  it('shows the elapsed time of a running step, moving, beside the usual time', () => {
    const { fixture, rows } = render([
      step({ name: 'ready', state: 'running', startedAt: '2026-03-01T11:59:57.000Z', usualMs: 9_000 }),
    ]);
    expect(rows()[0]).toBe('Wait for the gateway to answer | : In progress | 3.0 s | usually 9.0 s');
    jest.advanceTimersByTime(2_000);
    fixture.detectChanges();
    expect(rows()[0]).toContain('5.0 s');
  });

  it('says that a step takes longer than usual once nine of ten were done by then', () => {
    const { fixture, rows } = render([
      step({
        name: 'ready',
        state: 'running',
        startedAt: '2026-03-01T11:59:57.000Z',
        usualMs: 2_000,
        slowMs: 5_000,
      }),
    ]);
    expect(rows()[0]).toContain('3.0 s | usually 2.0 s');
    jest.advanceTimersByTime(3_000);
    fixture.detectChanges();
    expect(rows()[0]).toContain('6.0 s | longer than usual (2.0 s)');
  });

  it('orders steps by position and says what became of each', () => {
    const { rows } = render([
      step({ position: 1, name: 'create', state: 'failed', message: 'No space left.' }),
      step({
        position: 0,
        name: 'image',
        state: 'succeeded',
        startedAt: '2026-03-01T11:59:00.000Z',
        finishedAt: '2026-03-01T11:59:01.200Z',
      }),
      step({ position: 2, name: 'start', state: 'skipped' }),
    ]);
    expect(rows()).toEqual([
      'Prepare the runtime image | : Done | 1.2 s',
      'Create the runtime | : Failed | No space left.',
      'Start the runtime | : Skipped | skipped',
    ]);
  });
});
