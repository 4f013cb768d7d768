import { createServer } from 'node:net';
import { allocatePorts, allocateUid, areFree } from './allocate';

describe('allocatePorts', () => {
  it('gives ports that no other agent has, far enough from theirs', async () => {
    const first = await allocatePorts([]);
    const second = await allocatePorts([first]);
    expect(Math.abs(second.gateway - first.gateway)).toBeGreaterThanOrEqual(120);
    expect(second.sidecar).not.toBe(first.sidecar);
  });

  it('passes over a port that another program has', async () => {
    const wanted = await allocatePorts([]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(wanted.sidecar, '127.0.0.1', resolve));
    try {
      await expect(areFree(wanted)).resolves.toBe(false);
      expect((await allocatePorts([])).gateway).not.toBe(wanted.gateway);
    } finally {
      server.close();
    }
  });
});

describe('allocateUid', () => {
  it('is no user of the system, the same for the same agent and another for each installation', () => {
    const uid = allocateUid('one', 'a', []);
    expect(uid).toBeGreaterThanOrEqual(1_000_000_000);
    expect(uid).toBeLessThan(2 ** 31);
    expect(allocateUid('one', 'a', [])).toBe(uid);
    expect(allocateUid('two', 'a', [])).not.toBe(uid);
  });

  it('takes another number when one is taken', () => {
    const uid = allocateUid('one', 'a', []);
    expect(allocateUid('one', 'a', [uid])).not.toBe(uid);
  });
});
