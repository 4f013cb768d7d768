import { placeOf } from './fault-place';

describe('placeOf', () => {
  it('shows the entry that was changed, and of entries that are gone the one before', () => {
    expect(placeOf({ code: 'entry_changed', sequence: '500', message: '' })?.sequence).toBe('500');
    expect(placeOf({ code: 'entry_missing', sequence: '500', message: '' })?.sequence).toBe('499');
  });

  it('shows nothing where there is nothing to be seen', () => {
    expect(placeOf({ code: 'entry_missing', sequence: '1', message: '' })).toBeNull();
    expect(placeOf({ code: 'chain_rewritten', sequence: null, message: '' })).toBeNull();
  });
});
