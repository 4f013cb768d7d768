import type { AgentEvent } from '@nora/data-access';

import { MissedEvents } from './missed-events';

const event = (id: string) => ({ id }) as AgentEvent;

describe('MissedEvents', () => {
  it('applies what happened while the answer was on its way, after the answer', async () => {
    const missed = new MissedEvents();
    const log: string[] = [];
    let answer: (value: string) => void = () => undefined;
    const reading = missed.during(
      new Promise<string>((resolve) => (answer = resolve)),
      (value) => log.push(value),
      ({ id }) => log.push(id),
    );
    missed.add(event('1'));
    missed.add(event('2'));
    answer('snapshot');
    await reading;
    expect(log).toEqual(['snapshot', '1', '2']);
  });

  it('applies nothing from before the question, and forgets afterwards', async () => {
    const missed = new MissedEvents();
    const applied: string[] = [];
    const apply = ({ id }: AgentEvent) => applied.push(id);
    let answer: () => void = () => undefined;
    missed.add(event('0'));
    const slow = missed.during(new Promise<void>((resolve) => (answer = resolve)), () => undefined, apply);
    missed.add(event('1'));
    await missed.during(Promise.resolve(), () => undefined, apply);
    expect(applied).toEqual([]);
    answer();
    await slow;
    expect(applied).toEqual(['1']);
    await missed.during(Promise.resolve(), () => undefined, apply);
    expect(applied).toEqual(['1']);
  });

  it('lets a failed answer fail', async () => {
    const missed = new MissedEvents();
    await expect(missed.during(Promise.reject(new Error('no')), jest.fn(), jest.fn())).rejects.toThrow('no');
  });
});
