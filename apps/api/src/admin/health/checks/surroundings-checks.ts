import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { RuntimeSettings } from '@nora/config';
import { seenProcesses, SILENT_SECONDS } from '@nora/domain';
import type { RuntimeAccess } from '@nora/runtime-adapters';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RuntimeAdapters } from '../../../core/runtime-adapters';
import { Mailer } from '../../../mail/mailer';
import { RuntimeListener } from '../../../runtime-listener/runtime-listener';
import {
  failed,
  ok,
  unknown,
  warning,
  type Finding,
  type HealthCheck,
  type HealthChecks,
} from '../health-check';

const GIB = 1024 ** 3;
// The OpenClaw install takes about 0.7 GiB, its image 0.8 GiB, and an agent's state some more.
const LITTLE_SPACE = 5 * GIB;
const NO_SPACE = GIB;
const CONNECT_MS = 2_000;

/** What Nora works with: targets, its listener for agents, disk and mail. */
@Injectable()
export class SurroundingsChecks implements HealthChecks {
  constructor(
    private readonly adapters: RuntimeAdapters,
    private readonly runtime: RuntimeSettings,
    private readonly listener: RuntimeListener,
    private readonly mailer: Mailer,
    private readonly dataSource: DataSource,
  ) {}

  checks(): HealthCheck[] {
    const around = { group: 'surroundings', docs: 'docs/operations.md', page: null } as const;
    return [
      ...this.adapters.all().map((adapter): HealthCheck => ({
        ...{
          id: `target-${adapter.target}`,
          group: 'targets',
          title: `Target ${adapter.target}`,
          page: null,
        },
        ...{ docs: 'docs/operations.md', onError: 'failed', onErrorRemedy: 'Start its engine.' },
        look: () => target(adapter),
      })),
      {
        ...{ ...around, id: 'runtime-listener', title: 'Listener for agents', onError: 'failed' },
        ...{ onErrorRemedy: 'Look at the log of the API.', look: () => this.runtimeListener() },
      },
      {
        ...{ ...around, id: 'mail', title: 'Mail', docs: 'docs/operations.md#mail', page: '/settings' },
        ...{
          onError: 'failed',
          onErrorRemedy: 'Check SMTP_URL and the mail server.',
          look: () => this.mail(),
        },
      },
      // Elsewhere the directory is that of another machine, which says nothing here.
      ...(existsSync(this.runtime.dataDir)
        ? [
            {
              ...{ ...around, id: 'disk', title: 'Disk', onError: 'unknown' as const },
              ...{ onErrorRemedy: 'Look at the data directory.', look: () => disk(this.runtime.dataDir) },
            },
          ]
        : []),
    ];
  }

  private async runtimeListener(): Promise<Finding> {
    const here = this.listener.addresses();
    if (here.length === 0) return this.listenerElsewhere();
    const reached = await Promise.all(here.map((address) => isReached(address.host, address.port)));
    const silent = here.filter((_, at) => !reached[at]).map(({ host, port }) => `${host}:${port}`);
    if (silent.length > 0) {
      return failed(
        `Nothing answers at ${silent.join(', ')}.`,
        'Look at the log of the API, and at the firewall.',
      );
    }
    return ok(`It answers at ${here.map(({ host, port }) => `${host}:${port}`).join(', ')}.`);
  }

  /** Where this process serves operators only, another one serves the agents. */
  private async listenerElsewhere(): Promise<Finding> {
    const others = (await seenProcesses(this.dataSource)).filter(
      ({ service, facts, secondsAgo }) =>
        service === 'api' && facts['listener'] !== 'off' && secondsAgo <= SILENT_SECONDS,
    );
    if (others.length > 0) return ok(`It is served by ${others.map(({ host }) => host).join(', ')}.`);
    const remedy = 'Start an API with RUNTIME_LISTENER=with-api or alone.';
    return failed('No process serves it: agents reach no model.', remedy);
  }

  private async mail(): Promise<Finding> {
    if (!this.mailer.isSetUp)
      return ok('No mail server is set up: links are shown to those who may hand them on.');
    await this.mailer.verify();
    return ok('The mail server answers.');
  }
}

async function target(adapter: RuntimeAccess): Promise<Finding> {
  const { configured, reason } = await adapter.availability();
  if (!configured)
    return failed(
      reason ?? 'Its engine does not answer.',
      'Start its engine, or take it out of NORA_TARGETS.',
    );
  const { isolation } = await adapter.capabilities();
  return isolation === 'none'
    ? warning(
        'It answers. Agents there are not isolated: it is for evaluation.',
        'Use a target with containers.',
      )
    : ok('Its engine answers.');
}

async function disk(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const seen = `${(free / GIB).toFixed(1)} GiB are free for the data directory.`;
  const remedy = 'Free some space, or move the data directory to another disk.';
  if (!Number.isFinite(free)) return unknown('The file system does not tell.', remedy);
  if (free < NO_SPACE) return failed(seen, remedy);
  return free < LITTLE_SPACE ? warning(seen, remedy) : ok(seen);
}

function isReached(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket
      .once('connect', () => end(true))
      .once('timeout', () => end(false))
      .once('error', () => end(false));
  });
}
