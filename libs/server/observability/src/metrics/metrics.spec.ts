import { AdapterMetrics } from './adapter-metrics';
import { EngineMetrics } from './engine-metrics';
import { Metrics } from './metrics';
import { measureQueues } from './queue-metrics';

const lines = async (metrics: Metrics, name: string) =>
  (await metrics.text()).split('\n').filter((line) => line.startsWith(name));

describe('Metrics', () => {
  it('tell of the process, under the name of the service', async () => {
    const [line] = await lines(new Metrics('api'), 'process_resident_memory_bytes');
    expect(line).toMatch(/^process_resident_memory_bytes\{service="api"\} \d+$/);
  });
});

describe('EngineMetrics', () => {
  it('count deployments by kind, target and outcome', async () => {
    const metrics = new Metrics('w');
    const engine = new EngineMetrics(metrics);
    engine.deploymentEnded({ kind: 'deploy', target: 'docker', outcome: 'succeeded' });
    engine.deploymentEnded({ kind: 'deploy', target: 'docker', outcome: 'succeeded' });
    expect(await lines(metrics, 'nora_deployments_total')).toEqual([
      'nora_deployments_total{kind="deploy",target="docker",outcome="succeeded",service="w"} 2',
    ]);
  });

  it('sort steps and waits into buckets, and never below zero', async () => {
    const metrics = new Metrics('w');
    const engine = new EngineMetrics(metrics);
    engine.stepEnded({ target: 'docker', step: 'create', outcome: 'failed' }, 0.7);
    engine.deploymentTakenUp(-0.2);
    expect(await lines(metrics, 'nora_deployment_step_seconds_sum')).toEqual([
      'nora_deployment_step_seconds_sum{service="w",target="docker",step="create",outcome="failed"} 0.7',
    ]);
    expect(await lines(metrics, 'nora_deployment_wait_seconds_sum')).toEqual([
      'nora_deployment_wait_seconds_sum{service="w"} 0',
    ]);
  });

  it('tell of the last pass and of what differed', async () => {
    const metrics = new Metrics('w');
    const engine = new EngineMetrics(metrics);
    engine.reconcilePassEnded(0.2, 40);
    engine.reconcilePassEnded(0.3, 41);
    engine.driftFound({ kind: 'runtime-missing', action: 'healed' });
    expect(await lines(metrics, 'nora_reconcile_agents')).toEqual(['nora_reconcile_agents{service="w"} 41']);
    expect(await lines(metrics, 'nora_reconcile_pass_seconds_count')).toEqual([
      'nora_reconcile_pass_seconds_count{service="w"} 2',
    ]);
    expect(await lines(metrics, 'nora_drift_total')).toHaveLength(1);
  });
});

class Adapter {
  readonly target = 'docker';
  #calls = 0;

  name(): string {
    return `adapter of ${this.#calls} calls`;
  }

  async inspect(): Promise<number> {
    await Promise.resolve();
    return ++this.#calls;
  }

  async start(signal: AbortSignal): Promise<void> {
    await this.inspect();
    signal.throwIfAborted();
    throw new Error('no engine');
  }

  async *logs(): AsyncGenerator<string> {
    yield await Promise.resolve('line');
  }
}

describe('AdapterMetrics', () => {
  const counts = async (metrics: Metrics) =>
    (await lines(metrics, 'nora_adapter_call_seconds_count')).map((line) =>
      /method="(\w+)",outcome="(\w+)".* (\d+)$/.exec(line)?.slice(1).join(' '),
    );

  it('measure calls and leave answers, faults and state as they are', async () => {
    const metrics = new Metrics('w');
    const adapter = new AdapterMetrics(metrics).measured(new Adapter(), 'docker');
    expect(await adapter.inspect()).toBe(1);
    await expect(adapter.start(new AbortController().signal)).rejects.toThrow('no engine');
    await expect(adapter.start(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    for await (const line of adapter.logs()) expect(line).toBe('line');
    expect(adapter.name()).toBe('adapter of 3 calls');
    expect(adapter.target).toBe('docker');
    expect(adapter).toBeInstanceOf(Adapter);
    expect(adapter.inspect).toBe(adapter.inspect);
    expect(await counts(metrics)).toEqual(['inspect ok 1', 'start failed 1', 'start aborted 1']);
  });
});

describe('measureQueues', () => {
  it('reads the depth of the queues whenever it is asked', async () => {
    const metrics = new Metrics('api');
    let waiting = 3;
    measureQueues(metrics, () => Promise.resolve([{ queue: 'backups', jobs: { waiting, failed: 0 } }]));
    waiting = 4;
    expect(await lines(metrics, 'nora_queue_jobs')).toEqual([
      'nora_queue_jobs{queue="backups",state="waiting",service="api"} 4',
      'nora_queue_jobs{queue="backups",state="failed",service="api"} 0',
    ]);
  });

  it.each([
    ['fail', () => Promise.reject(new Error('no Redis'))],
    ['do not answer', () => new Promise<never>(() => undefined)],
  ])('tells everything else when the queues %s', async (_, read) => {
    const metrics = new Metrics('api');
    measureQueues(metrics, read);
    expect(await lines(metrics, 'nora_queue_jobs')).toEqual([]);
    expect(await lines(metrics, 'process_cpu_seconds_total')).toHaveLength(1);
  });
});
