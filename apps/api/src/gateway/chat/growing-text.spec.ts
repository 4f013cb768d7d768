import { GrowingText } from './growing-text';

describe('GrowingText', () => {
  const spoken = (...steps: [text: string, segment?: string][]) => {
    const text = new GrowingText();
    return steps.map(([snapshot, segment]) => text.advance(snapshot, segment ?? null));
  };

  it('says what is new of a text that grows', () => {
    expect(spoken(['He'], ['Hello'], ['Hello there'])).toEqual(['He', 'llo', ' there']);
  });

  it('says nothing twice', () => {
    expect(spoken(['Hello'], ['Hello'], ['He'])).toEqual(['Hello', '', '']);
  });

  it('begins a new paragraph with another segment, also where it begins alike', () => {
    expect(spoken(['Let me look.', 'a'], ['Let me look.', 'b'], ['Let me look. Well', 'b'])).toEqual([
      ...['Let me look.', '\n\nLet me look.', ' Well'],
    ]);
    expect(spoken(['One'], ['Two'])).toEqual(['One', '\n\nTwo']);
  });

  it('goes on behind what still holds when something is taken back', () => {
    expect(spoken(['See [[re', 'a'], ['See this', 'a'])).toEqual(['See [[re', 'this']);
  });
});
