import {
  AGENT_STATUSES,
  AGENT_TRANSITIONS,
  ALLOWED_OPERATIONS,
  DEPLOYMENT_STATUSES,
  DEPLOYMENT_TRANSITIONS,
  canTransition,
} from './states';

const AGENT_PAIRS = [
  'queued>deploying queued>failed queued>stopped queued>deleting',
  'deploying>running deploying>warning deploying>failed deploying>stopped deploying>deleting',
  'running>queued running>deploying running>warning running>failed running>stopped running>deleting',
  'warning>queued warning>deploying warning>running warning>failed warning>stopped warning>deleting',
  'failed>queued failed>deploying failed>running failed>stopped failed>deleting',
  'stopped>queued stopped>deploying stopped>failed stopped>deleting',
  'deleting>deleted deleting>failed',
].flatMap((line) => line.split(' '));

const DEPLOYMENT_PAIRS = [
  'queued>running',
  'queued>cancelled',
  'running>queued',
  'running>succeeded',
  'running>failed',
  'running>cancelled',
];

describe('agent transitions', () => {
  for (const from of AGENT_STATUSES) {
    for (const to of AGENT_STATUSES) {
      const expected = AGENT_PAIRS.includes(`${from}>${to}`);
      it(`${expected ? 'allows' : 'refuses'} ${from} → ${to}`, () => {
        expect(canTransition(AGENT_TRANSITIONS, from, to)).toBe(expected);
      });
    }
  }

  it('leaves only "deleted" without a way out', () => {
    const ends = AGENT_STATUSES.filter((status) => AGENT_TRANSITIONS[status].length === 0);
    expect(ends).toEqual(['deleted']);
  });

  it('offers an operation in every status but "deleted"', () => {
    const stuck = AGENT_STATUSES.filter((status) => ALLOWED_OPERATIONS[status].length === 0);
    expect(stuck).toEqual(['deleted']);
  });
});

describe('deployment transitions', () => {
  for (const from of DEPLOYMENT_STATUSES) {
    for (const to of DEPLOYMENT_STATUSES) {
      const expected = DEPLOYMENT_PAIRS.includes(`${from}>${to}`);
      it(`${expected ? 'allows' : 'refuses'} ${from} → ${to}`, () => {
        expect(canTransition(DEPLOYMENT_TRANSITIONS, from, to)).toBe(expected);
      });
    }
  }
});
