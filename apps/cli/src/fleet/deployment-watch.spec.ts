import { PassThrough } from 'node:stream';
import { DeploymentWatch, type WatchedDeployment } from './deployment-watch';
import type { FleetApi } from './fleet-api';

const deployment = (id: string): WatchedDeployment => ({
  ...{ id, agentId: `agent-${id}`, kind: 'deploy', status: 'queued', error: null },
});

describe('waiting for deployments', () => {
  let events: PassThrough;
  let asked: string[];
  let status: WatchedDeployment['status'];
  let stop: AbortController;

  beforeEach(() => {
    events = new PassThrough({ objectMode: true });
    asked = [];
    status = 'failed';
    stop = new AbortController();
  });

  function open(everyMs: number): DeploymentWatch {
    const answer = (path: string) => {
      asked.push(path);
      return { ...deployment(path.split('/').at(-1) ?? ''), status };
    };
    const api: FleetApi = {
      events: () => events,
      list: <T>(path: string) => Promise.resolve([answer(path)].slice(1) as T[]),
      call: <T>(_method: string, path: string) => Promise.resolve(answer(path) as T),
    };
    const watch = new DeploymentWatch(api, 'w', stop.signal, everyMs);
    watch.open();
    return watch;
  }
  const tell = (deploymentId: string, is: string): void => {
    events.write({ event: 'deployment.status-changed', data: JSON.stringify({ deploymentId, status: is }) });
  };

  it('ends with the event of their end, also with one that came first, and asks why one has failed', async () => {
    const watch = open(60_000);
    tell('early', 'succeeded');
    await new Promise(setImmediate);
    const ends = ['early', 'good', 'bad'].map((id) => watch.ended(deployment(id)));
    for (const [id, is] of [
      ['good', 'running'],
      ['good', 'succeeded'],
      ['bad', 'failed'],
    ] as const) {
      tell(id, is);
    }
    expect((await Promise.all(ends)).map((one) => one.status)).toEqual(['succeeded', 'succeeded', 'failed']);
    expect(asked).toEqual(['/api/deployments/bad']);
    watch.close();
  });

  it('finds in the list what no event told of', async () => {
    const watch = open(5);
    events.destroy(new Error('cut off'));
    status = 'succeeded';
    expect((await watch.ended(deployment('one'))).status).toBe('succeeded');
    expect(asked).toEqual(['/api/workspaces/w/agents', '/api/deployments/one']);
    watch.close();
  });

  it('is given up at once when the command is interrupted', async () => {
    const ended = open(60_000).ended(deployment('one'));
    stop.abort(new Error('interrupted'));
    await expect(ended).rejects.toThrow('interrupted');
  });
});
