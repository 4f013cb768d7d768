import { EventQueue } from './event-queue';

describe('EventQueue', () => {
  it('hands out what comes in, in order, and ends', async () => {
    const queue = new EventQueue<number>(10);
    queue.push(1);
    const later = [queue.next()];
    queue.push(2);
    queue.close();
    queue.push(3);
    expect(await Promise.all(later)).toEqual([{ item: 1 }]);
    expect([await queue.next(), await queue.next()]).toEqual([{ item: 2 }, null]);
  });

  it('waits for what is to come', async () => {
    const queue = new EventQueue<number>(10);
    const waiting = queue.next();
    setTimeout(() => queue.push(7), 5);
    expect(await waiting).toEqual({ item: 7 });
  });

  it('holds no more than its limit, and says once that something was lost', async () => {
    const queue = new EventQueue<number>(2);
    for (let item = 0; item < 1_000; item += 1) queue.push(item);
    expect(await queue.next()).toBe('lost');
    queue.close();
    let held = 0;
    while ((await queue.next()) !== null) held += 1;
    expect(held).toBeLessThanOrEqual(2);
  });
});
