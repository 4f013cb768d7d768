import { RELEASE } from '@nora/config';
import { SILENT_SECONDS, seenProcesses, type SeenProcess } from '@nora/domain';
import { QUEUE_NAMES, WorkQueues, type QueueName } from '@nora/queues';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  counted,
  failed,
  ok,
  warning,
  type Finding,
  type HealthCheck,
  type HealthChecks,
} from '../health-check';

/** What waits longer is not being taken up. */
const LONG_WAIT_SECONDS = 300;
const DOCS = 'docs/operations.md#dead-letters';
const WORKERS = { 'provisioner-worker': 'Provisioner worker', 'backup-worker': 'Backup worker' } as const;
type Worker = keyof typeof WORKERS;
const WITHOUT: Record<Worker, string> = {
  'provisioner-worker': 'Nothing is deployed, started or healed without it.',
  'backup-worker': 'Nothing that has been kept long enough is removed without it.',
};

/** The queues, and those who work on them. */
@Injectable()
export class WorkChecks implements HealthChecks {
  constructor(
    private readonly queues: WorkQueues,
    private readonly dataSource: DataSource,
  ) {}

  checks(): HealthCheck[] {
    const process = {
      group: 'processes',
      docs: 'docs/operations.md',
      page: null,
      onError: 'unknown',
    } as const;
    const onErrorRemedy = 'Look at PostgreSQL and Redis first.';
    return [
      ...QUEUE_NAMES.map((name): HealthCheck => ({
        ...{ id: `queue-${name}`, group: 'queues', title: `Queue ${name}`, docs: DOCS, onErrorRemedy },
        ...{ page: `/queues?queue=${name}&state=failed`, onError: 'unknown', look: () => this.queue(name) },
      })),
      ...(Object.keys(WORKERS) as Worker[]).map((name): HealthCheck => ({
        ...{ ...process, id: name, title: WORKERS[name], onErrorRemedy, look: () => this.worker(name) },
      })),
      {
        ...process,
        id: 'release',
        title: 'Release',
        page: '/releases',
        onErrorRemedy,
        look: () => this.release(),
      },
    ];
  }

  private async queue(name: QueueName): Promise<Finding> {
    const letters = this.queues.deadLetters(name);
    const [counts, oldest] = await Promise.all([letters.counts(), letters.oldestWaitingSeconds()]);
    const waits = oldest === null ? '' : `, the longest for ${oldest} s`;
    const seen = `${counts.waiting} wait${waits}; ${counts.active} are in hand; ${counted(counts.failed, 'dead letter')}.`;
    if (oldest !== null && oldest > LONG_WAIT_SECONDS) {
      return warning(seen, 'Look whether workers run, and give them more room or start more of them.');
    }
    return counts.failed === 0 ? ok(seen) : warning(seen, 'Look at the dead letters: retry or discard each.');
  }

  private async worker(name: Worker): Promise<Finding> {
    const processes = (await seenProcesses(this.dataSource)).filter(({ service }) => service === name);
    const [alive, silent] = [processes.filter(isAlive), processes.filter((one) => !isAlive(one))];
    if (alive.length === 0) {
      const last = silent.map(({ secondsAgo }) => secondsAgo).sort((a, b) => a - b)[0];
      const when = last === undefined ? 'within the last hour' : `for ${Math.round(last)} s`;
      return failed(`None has been seen ${when}. ${WITHOUT[name]}`, `Start the ${name}, or look at its log.`);
    }
    const hosts = [...new Set(alive.map(({ host }) => host))].join(', ');
    const seen = `${alive.length} ${alive.length === 1 ? 'process' : 'processes'} on ${hosts}.`;
    if (silent.length === 0) return ok(seen);
    const remedy =
      'Nothing, if they were ended by force. Otherwise look at their logs and their way to PostgreSQL.';
    return warning(`${seen} ${silent.length} fell silent within the last hour.`, remedy);
  }

  private async release(): Promise<Finding> {
    const alive = (await seenProcesses(this.dataSource)).filter(isAlive);
    const others = [...new Set(alive.map(({ version }) => version))].filter((one) => one !== RELEASE.version);
    if (others.length === 0) return ok(`Every process runs ${RELEASE.version}.`);
    const mixed = alive
      .filter(({ version }) => version !== RELEASE.version)
      .map(({ service, host, version }) => `${service} on ${host} runs ${version}`);
    return warning(
      `This API runs ${RELEASE.version}; ${[...new Set(mixed)].join(', ')}.`,
      'Finish the upgrade: start every process with the same release.',
    );
  }
}

const isAlive = ({ secondsAgo }: SeenProcess): boolean => secondsAgo <= SILENT_SECONDS;
