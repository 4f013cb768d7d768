import { RecurringTask } from './recurring-task';

describe('RecurringTask', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('runs at once and after each pause, also when a run failed', async () => {
    const errors: unknown[] = [];
    const work = jest.fn().mockRejectedValueOnce(new Error('no')).mockResolvedValue(undefined);
    const task = new RecurringTask(work, 1_000, (error) => errors.push(error));
    task.start();
    await jest.advanceTimersByTimeAsync(2_500);
    expect(work).toHaveBeenCalledTimes(3);
    expect(errors).toEqual([new Error('no')]);
    await task.stop();
  });

  it('never runs twice at a time, and stops after the run at hand', async () => {
    let end = (): void => undefined;
    const work = jest.fn(() => new Promise<void>((resolve) => (end = resolve)));
    const task = new RecurringTask(work, 10, () => undefined);
    task.start();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(work).toHaveBeenCalledTimes(1);
    let stopped = false;
    const stopping = task.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(stopped).toBe(false);
    end();
    await stopping;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(work).toHaveBeenCalledTimes(1);
  });
});
