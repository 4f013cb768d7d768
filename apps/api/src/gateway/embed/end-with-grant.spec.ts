import { setTimeout as sleep } from 'node:timers/promises';
import { endWithGrant } from './end-with-grant';

function socketOf() {
  let close: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (close = resolve));
  const end = jest.fn(() => close());
  return { signal: new AbortController().signal, end, closed, close: () => close() };
}

describe('endWithGrant', () => {
  it('ends a WebSocket at the first look that finds its page closed', async () => {
    const socket = socketOf();
    const answers = [Promise.resolve(true), Promise.reject(new Error('away')), Promise.resolve(false)];
    answers[1]?.catch(() => undefined);
    endWithGrant(socket, () => answers.shift() ?? Promise.resolve(false), 2);
    await socket.closed;
    expect(answers).toEqual([]);
    expect(socket.end).toHaveBeenCalledTimes(1);
  });

  it('looks no more when the WebSocket has closed', async () => {
    const socket = socketOf();
    const look = jest.fn(() => Promise.resolve(true));
    endWithGrant(socket, look, 2);
    socket.close();
    await sleep(2);
    const before = look.mock.calls.length;
    await sleep(15);
    expect(look.mock.calls.length).toBe(before);
  });
});
