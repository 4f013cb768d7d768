import { setTimeout as sleep } from 'node:timers/promises';
import { BriefMemory } from './brief-memory';

describe('BriefMemory', () => {
  it('looks once for all who ask within the moment, and again after it', async () => {
    const memory = new BriefMemory<number>(20);
    let looks = 0;
    const look = () => Promise.resolve((looks += 1));
    expect(await Promise.all([memory.get('a', look), memory.get('a', look)])).toEqual([1, 1]);
    expect(await memory.get('b', look)).toBe(2);
    await sleep(25);
    expect(await memory.get('a', look)).toBe(3);
  });

  it('remembers no failure', async () => {
    const memory = new BriefMemory<number>(1_000);
    await expect(memory.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(memory.get('a', () => Promise.resolve(1))).resolves.toBe(1);
  });
});
