import { BodyRoom } from './body-room';

describe('memory for requests', () => {
  it('is shared among agents, so that none takes it all', () => {
    const room = new BodyRoom(100);
    const [first, second, other] = [room.open('a'), room.open('a'), room.open('b')];
    expect([first.take(100), second.take(100), second.take(100), first.take(1)]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(other.take(300)).toBe(true);
    second.leave();
    second.leave();
    expect([first.take(200), first.take(1)]).toEqual([true, false]);
  });

  it('is no more than there is, whoever asks', () => {
    const room = new BodyRoom(100);
    const taken = Array.from({ length: 6 }, (_, index) => room.open(`agent ${index}`)).map((place) =>
      place.take(300),
    );
    expect(taken).toEqual([true, true, true, true, false, false]);
  });
});
