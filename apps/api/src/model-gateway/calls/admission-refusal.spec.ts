import type { FullBudget, StopInForce } from '@nora/domain';
import { refusalOf } from './admission-refusal';

const NOW = new Date('2026-03-10T12:00:00Z');
const TEN = new Date('2026-03-10T22:00:00Z');

const full = (part: Partial<FullBudget> = {}, momentary = false) =>
  refusalOf(
    {
      ...{ is: 'exhausted', resetsAt: TEN, paused: false, momentary },
      budget: {
        ...{ id: 'b', name: 'Secret launch', scope: 'workspace', unit: 'usd', period: 'day' },
        ...{ amount: '25.500000', spent: '25.000000', reserved: '0.000000' },
        ...part,
      },
    },
    NOW,
  );

const stopped = (part: Partial<StopInForce>) =>
  refusalOf(
    { is: 'stopped', stop: { ...{ scope: 'agent', kind: 'kill', reason: '', until: null }, ...part } },
    NOW,
  );

describe('what an agent is told that may not call its model', () => {
  it('names the budget that has no room, and when it has again', () => {
    expect(full()).toEqual({
      ...{ status: 429, code: 'budget_exhausted', resetsAt: TEN },
      message:
        'The budget “Secret launch” ($25.5 a day) has no room for this call: $25 of it are spent. ' +
        'Its usage limit is reached. It begins anew at 2026-03-10T22:00:00.000Z.',
    });
    expect(full({}, true)).toMatchObject({ status: 429, code: 'budget_reserved' });
  });

  it.each([false, true])(
    'tells nothing of what the installation has and uses (momentary: %s)',
    (momentary) => {
      const { message, status } = full({ scope: 'installation' }, momentary);
      expect(status).toBe(429);
      expect(message).toMatch(/^A budget of the installation has no room /);
      expect(message).not.toMatch(/Secret|25/);
    },
  );

  it('says who is stopped, why if somebody said so, and until when', () => {
    expect(stopped({}).message).toBe(
      'The models of this agent are stopped. They go on when somebody resumes them in Nora.',
    );
    expect(stopped({ scope: 'workspace', reason: 'Too dear' }).message).toMatch(/stopped: Too dear\. They/);
    expect(stopped({ kind: 'budget', reason: 'Used up.', until: TEN })).toEqual({
      ...{ status: 429, code: 'budget_exhausted', resetsAt: TEN },
      message:
        'The models of this agent are stopped: Used up. Its usage limit is reached. ' +
        'They go on at 2026-03-10T22:00:00.000Z.',
    });
  });

  it.each(['kill', 'loop'] as const)('does not look like a bad key where models are stopped: %s', (kind) => {
    expect(stopped({ kind }).status).toBe(423);
  });
});
