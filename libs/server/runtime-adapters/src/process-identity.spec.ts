import { identify, isAlive, parseStat } from './process-identity';

describe('process identity', () => {
  it('finds this process and tells it from another one with the same number', async () => {
    const own = await identify(process.pid);
    expect(own).not.toBeNull();
    if (own) {
      await expect(isAlive(own)).resolves.toBe(true);
      await expect(isAlive({ ...own, start: 'another boot/1' })).resolves.toBe(false);
    }
  });

  it('says null for a number nobody has', async () => {
    await expect(identify(2 ** 30)).resolves.toBeNull();
  });

  it('reads a program name with spaces and brackets', () => {
    const line = `12 (a) b) S 1 12 13 ${Array.from({ length: 15 }, (_, index) => index).join(' ')} 4711 0`;
    expect(parseStat(line)).toEqual({ state: 'S', group: 12, session: 13, startTicks: '4711' });
  });
});
