import { parseUserQuestion, stateLook } from './user-words';

describe('parseUserQuestion', () => {
  it('takes what the API would take, and narrows by nothing else', () => {
    expect(parseUserQuestion('  ada ', 'admin', 'disabled')).toEqual({
      ...{ q: 'ada', role: 'admin', state: 'disabled' },
    });
    expect(parseUserQuestion(undefined, 'root', 'asleep')).toEqual({ q: '', role: null, state: null });
    expect(parseUserQuestion('x'.repeat(300), undefined, undefined).q).toHaveLength(254);
  });
});

describe('stateLook', () => {
  it('says in a word whether an account can sign in', () => {
    expect(stateLook({ disabledAt: null }).word).toBe('Active');
    expect(stateLook({ disabledAt: '2026-03-01T10:00:00.000Z' }).word).toBe('Disabled');
  });
});
