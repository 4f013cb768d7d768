import type { Claim, DeploymentClaims, StepChange } from './deployment-claims';
import { StepRecorder, stepMessage } from './step-recorder';

describe('stepMessage', () => {
  it('begins with a capital', () => {
    expect(stepMessage('ready after 9 s')).toBe('Ready after 9 s');
  });

  it('ends a long message at a word', () => {
    expect(stepMessage('one two three four', 12)).toBe('One two …');
  });
});

describe('StepRecorder', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function recorder() {
    const written: unknown[] = [];
    const writeStep = (_claim: Claim, _position: number, change: StepChange) => {
      written.push(change.message);
      return Promise.resolve();
    };
    const claims = { writeStep } as unknown as DeploymentClaims;
    return { written, subject: new StepRecorder(claims, {} as Claim, 0) };
  }

  it('writes at most once a second, and the newest message', async () => {
    const { subject, written } = recorder();
    subject.progress('1 %');
    await jest.advanceTimersByTimeAsync(0);
    for (const percent of [2, 3, 4]) subject.progress(`${percent} %`);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(written).toEqual(['1 %', '4 %']);
  });

  it('writes nothing after it was flushed', async () => {
    const { subject, written } = recorder();
    subject.progress('1 %');
    await subject.flush();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(written).toEqual([]);
  });
});
