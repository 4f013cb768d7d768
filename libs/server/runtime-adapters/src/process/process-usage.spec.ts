import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { diskUsageOf } from './disk-usage';
import { parseTimes, usageOfProcesses } from './process-usage';

describe('usage of processes', () => {
  it('reads times and threads behind a program name with spaces and brackets', () => {
    const fields = Array.from({ length: 50 }, (_, index) => index + 3).join(' ');
    expect(parseTimes(`12 (a) b) ${fields}`)).toEqual({ cpuSeconds: (14 + 15 + 16 + 17) / 100, pids: 20 });
  });

  it('finds the processes that carry the mark of an agent, and no others', async () => {
    const [agentId, other] = [randomUUID(), randomUUID()];
    const child = spawn('sleep', ['30'], { env: { PATH: '/usr/bin:/bin', NORA_AGENT_ID: agentId } });
    await once(child, 'spawn');
    try {
      const found = await usageOfProcesses([agentId, other].map((id) => ({ agentId: id, uid: null })));
      expect([...found.keys()]).toEqual([agentId]);
      expect(found.get(agentId)).toMatchObject({ pids: 1 });
      expect(found.get(agentId)?.memoryBytes).toBeGreaterThan(10_000);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

describe('usage of a disk', () => {
  const { signal } = new AbortController();

  it('is what a directory takes', async () => {
    await expect(diskUsageOf(__dirname, null, signal)).resolves.toBeGreaterThan(10_000);
  });

  it('is unknown for what is not there, and not asked for by one who gave up', async () => {
    await expect(diskUsageOf('/nowhere/at/all', null, signal)).resolves.toBeNull();
    await expect(diskUsageOf(__dirname, null, AbortSignal.abort(new Error('given up')))).rejects.toThrow(
      'given up',
    );
  });
});
