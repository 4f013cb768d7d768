import {
  AGENT_STATUSES,
  AGENT_TRANSITIONS,
  ALLOWED_OPERATIONS,
  DEPLOYMENT_STATUSES,
  DEPLOYMENT_TRANSITIONS,
  canTransition,
} from './states';

const AGENT_PAIRS = [
  'queued>deploying queued>running queued>warning queued>failed queued>stopped queued>deleting',
  'deploying>queued deploying>running deploying>warning deploying>failed deploying>stopped deploying>deleting',
  'running>queued running>deploying running>warning running>failed running>stopped running>deleting',
  'warning>queued warning>deploying warning>running warning>failed warning>stopped warning>deleting',
  'failed>queued failed>deploying failed>running failed>warning failed>stopped failed>deleting',
  'stopped>queued stopped>deploying stopped>warning stopped>failed stopped>deleting',
  'deleting>deleted deleting>running deleting>warning deleting>stopped deleting>failed',
  'deleted>queued deleted>deleting',
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

  it('leaves no status without a way out', () => {
    expect(AGENT_STATUSES.filter((status) => AGENT_TRANSITIONS[status].length === 0)).toEqual([]);
  });

  it('offers an operation in every status, and one that always goes ahead while an agent exists', () => {
    for (const status of AGENT_STATUSES) {
      expect(ALLOWED_OPERATIONS[status].length).toBeGreaterThan(0);
      if (status !== 'deleted') expect(ALLOWED_OPERATIONS[status]).toContain('force-delete');
    }
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
