import { differences } from './profile.store';

const ME = { name: 'Ada', avatar: null, locale: 'en-GB' };

describe('what of a profile is sent', () => {
  it('is what differs', () => {
    const picture = 'data:image/png;base64,AAAA';
    expect(differences(ME, { ...ME, name: 'Ada Lovelace' })).toEqual({ name: 'Ada Lovelace' });
    expect(differences(ME, { ...ME, avatar: picture, locale: null })).toEqual({
      avatar: picture,
      locale: null,
    });
  });

  it('is nothing when nothing differs', () => {
    expect(differences(ME, { ...ME })).toBeNull();
  });

  it('takes a picture away', () => {
    const pictured = { ...ME, avatar: 'data:image/png;base64,AAAA' };
    expect(differences(pictured, { ...pictured, avatar: null })).toEqual({ avatar: null });
  });
});
