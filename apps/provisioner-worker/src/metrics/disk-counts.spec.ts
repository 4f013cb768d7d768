import { MetricsSettings, readSettings } from '@nora/config';
import { createLogger } from '@nora/observability';
import type { RuntimeHandle } from '@nora/runtime-adapters';
import { DiskCounts } from './disk-counts';

const [settings] = readSettings<[MetricsSettings]>({}, MetricsSettings);

describe('DiskCounts', () => {
  let disks: DiskCounts;
  let counted: string[];
  let bytes: (agentId: string) => Promise<number | null>;
  const access = {
    diskUsage: ({ agentId }: RuntimeHandle) => {
      counted.push(agentId);
      return bytes(agentId);
    },
  };
  const agents = (...ids: string[]) =>
    ids.map((agentId) => ({ access, handle: { target: 'process' as const, agentId, id: agentId } }));

  beforeEach(() => {
    jest.useFakeTimers();
    counted = [];
    bytes = () => Promise.resolve(7);
    disks = new DiskCounts(settings, createLogger('test', 'silent'));
  });

  afterEach(() => jest.useRealTimers());

  /** Passes as they are made for so many seconds. */
  async function passesFor(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 2) {
      jest.advanceTimersByTime(2_000);
      await disks.pass();
    }
  }

  it('counts what is new soon again, and then ever less often until the longest pause', async () => {
    disks.want(agents('a'));
    await disks.pass();
    expect(disks.of('a')).toBe(7);
    await passesFor(30);
    expect(counted).toHaveLength(2);
    await passesFor(60 + 120 + 240);
    expect(counted).toHaveLength(5);
    await passesFor(900);
    expect(counted).toHaveLength(8);
  });

  it('counts two at a time', async () => {
    let underWay = 0;
    let most = 0;
    bytes = async () => {
      most = Math.max(most, (underWay += 1));
      await Promise.resolve();
      underWay -= 1;
      return 1;
    };
    disks.want(agents('a', 'b', 'c', 'd', 'e'));
    await disks.pass();
    expect([counted.sort().join(''), most]).toEqual(['abcde', 2]);
  });

  it('forgets what runs no more, and goes on when one cannot be counted', async () => {
    bytes = (agentId) => (agentId === 'a' ? Promise.reject(new Error('gone')) : Promise.resolve(9));
    disks.want(agents('a', 'b'));
    await disks.pass();
    expect([disks.of('a'), disks.of('b')]).toEqual([null, 9]);
    disks.want(agents('a'));
    expect(disks.of('b')).toBeNull();
  });
});
