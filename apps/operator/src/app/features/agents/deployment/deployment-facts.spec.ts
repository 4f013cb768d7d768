import { sampleDeployment, sampleStep } from '../../../../testing/samples';
import { askedBy, broughtBack, detailsOf, failedStepOf, paceOf } from './deployment-facts';

const START = Date.parse('2026-03-01T11:00:01.000Z');
const expected = { p50Ms: 20_000, p90Ms: 40_000 };

describe('paceOf', () => {
  it('shows the usual time beside the elapsed one while it lasts', () => {
    expect(paceOf(sampleDeployment({ expected }), START + 12_000)).toEqual({
      elapsed: '12 s',
      usual: '20 s',
      overdue: null,
    });
  });

  it('says that it takes longer than usual only when nine of ten were done by then', () => {
    expect(paceOf(sampleDeployment({ expected }), START + 39_000).overdue).toBeNull();
    expect(paceOf(sampleDeployment({ expected }), START + 41_000).overdue).toBe('40 s');
  });

  it('compares nothing once it is over, and nothing while too little is known', () => {
    const over = sampleDeployment({ expected, finishedAt: '2026-03-01T11:01:01.000Z' });
    expect(paceOf(over, START + 999_000)).toEqual({ elapsed: '1 min 0 s', usual: null, overdue: null });
    expect(paceOf(sampleDeployment(), START + 999_000).overdue).toBeNull();
  });

  it('has no elapsed time before a worker took it', () => {
    const queued = sampleDeployment({ status: 'queued', startedAt: null, expected });
    expect(paceOf(queued, START)).toEqual({ elapsed: null, usual: '20 s', overdue: null });
  });
});

describe('words for a deployment', () => {
  it('names who asked for it', () => {
    expect(askedBy(sampleDeployment())).toBe('Ada Lovelace');
    expect(askedBy(sampleDeployment({ requestedBy: null }))).toBe('Nora');
  });

  it('tells what it was told', () => {
    const options = {
      ...{ keepData: false, freshStorage: true, rollbackTo: 2 },
      source: { agentId: 'agent-2', scope: 'files' as const },
    };
    expect(detailsOf(sampleDeployment({ options, version: 4, attempts: 2 }))).toEqual([
      'version 4',
      'back to version 2',
      'with empty storage',
      'with files',
      '2 attempts',
    ]);
  });

  it('names the step that failed', () => {
    const steps = [sampleStep({ state: 'succeeded' }), sampleStep({ name: 'ready', state: 'failed' })];
    expect(failedStepOf(sampleDeployment({ steps }))).toBe('Wait for the gateway to answer');
    expect(failedStepOf(sampleDeployment())).toBeNull();
  });

  it('says that the previous runtime was brought back only when it was', () => {
    const recover = (state: 'failed' | 'succeeded') =>
      sampleDeployment({ status: 'failed', steps: [sampleStep({ name: 'recover', state })] });
    expect(broughtBack(recover('succeeded'))).toBe(true);
    expect(broughtBack(recover('failed'))).toBe(false);
  });
});
