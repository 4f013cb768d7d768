import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { mkdir } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RuntimeSettings } from '@nora/config';
import type Docker from 'dockerode';
import { withFileLock } from '../file-lock';
import type { ProtectedAddress } from '../options';
import {
  bridgePattern,
  chainNames,
  isCurrent,
  type Jump,
  jumpArguments,
  jumpsOf,
  restoreInput,
  rulesOf,
  type SocketAddress,
} from './firewall-rules';
import { bridgePrefix } from './names';
import { gatewaysOf } from './networks';

const run = promisify(execFile);
const RUN_WITHIN_MS = 10_000;
/** Seconds to wait for another program that changes the firewall. */
const WAIT = ['-w', '5'];
const RESOLVE_AGAIN_MS = 60_000;
const DEFAULT_BRIDGE = 'bridge';

export interface FirewallOptions {
  docker: Docker;
  settings: RuntimeSettings;
  protectedAddresses: ProtectedAddress[];
  /** Told once for each new reason why agents are not filtered. */
  warn: (message: string) => void;
}

/**
 * Whether this process can keep agents from the host's services.
 * @returns null when it can, otherwise why not
 */
export async function whyUnfiltered(settings: RuntimeSettings): Promise<string | null> {
  if (settings.dockerControlContainer !== '') return 'Nora runs in a container and has no hand on the host.';
  if (platform() !== 'linux') return 'the host is not Linux.';
  if (process.getuid?.() !== 0) return 'Nora does not run as root.';
  try {
    // Made by the engine: where it is missing, the engine runs on another host or without iptables.
    await run('iptables', [...WAIT, '-S', 'DOCKER-USER'], { timeout: RUN_WITHIN_MS });
    return null;
  } catch {
    return 'iptables, or the chain DOCKER-USER of the engine, is not there.';
  }
}

/**
 * Keeps agents from the host and from addresses they must not reach, with two chains of the installation's own in
 * the host's firewall. Bridges of its agents are known by how their names begin, so no rule belongs to one agent;
 * the last agent's removal takes the chains away. Where that cannot be had, it says why and nothing fails.
 */
export class HostFirewall {
  private resolved: { at: number; addresses: Promise<SocketAddress[]> } | null = null;
  private told: string | null = null;

  constructor(private readonly options: FirewallOptions) {}

  /**
   * Puts the rules in place unless they are.
   * @param bridges of this installation's networks
   */
  async ensure(bridges: string[], signal: AbortSignal): Promise<void> {
    await this.guarded(signal, async () => {
      const { installationId } = this.options.settings;
      const rules = rulesOf({
        installationId,
        listener: await this.listener(),
        protectedAddresses: await this.protectedAddresses(),
      });
      for (const chain of chainNames(installationId)) {
        const listing = await iptables('-S', chain).catch(() => '');
        if (isCurrent(listing, chain, rules)) continue;
        await restore(restoreInput(installationId, rules));
      }
      for (const jump of jumpsOf(installationId)) await this.enter(jump, bridges);
    });
  }

  /**
   * Takes away what a removed network leaves, and everything when it was the last one.
   * @param bridge of the removed network
   * @param isLast asked while no other worker adds one
   */
  async release(bridge: string, isLast: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    await this.guarded(signal, async () => {
      const { installationId } = this.options.settings;
      const last = await isLast();
      for (const jump of jumpsOf(installationId)) {
        if (this.isNamed(bridge) && !last) continue;
        const patterns = last ? [bridge, bridgePattern(installationId)] : [bridge];
        for (const pattern of patterns) await leave(jumpArguments(jump, pattern));
        if (!last) continue;
        await iptables('-F', jump.to).catch(() => undefined);
        await iptables('-X', jump.to).catch(() => undefined);
      }
    });
  }

  /** Networks of earlier releases have bridges named by the engine: each has an entrance of its own. */
  private async enter(jump: Jump, bridges: string[]): Promise<void> {
    const others = bridges.filter((bridge) => !this.isNamed(bridge));
    for (const pattern of [bridgePattern(this.options.settings.installationId), ...others]) {
      const rule = jumpArguments(jump, pattern);
      const known = await iptables('-C', ...rule).then(
        () => true,
        () => false,
      );
      if (!known) await iptables('-I', ...rule);
    }
  }

  private isNamed(bridge: string): boolean {
    return bridge.startsWith(bridgePrefix(this.options.settings.installationId));
  }

  /** One worker at a time; a fault is told and ends here. */
  private async guarded(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    const { settings, warn } = this.options;
    try {
      const reason = await whyUnfiltered(settings);
      if (reason !== null) throw new Error(reason);
      await mkdir(settings.dataDir, { recursive: true });
      await withFileLock(join(settings.dataDir, 'firewall.lock'), signal, work);
      this.told = null;
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      if (this.told !== reason) warn(`Agents are not kept from services of the host: ${reason}`);
      this.told = reason;
    }
  }

  /** Where `host.docker.internal` and the configured addresses lead. */
  private async listener(): Promise<SocketAddress[]> {
    const { docker, settings } = this.options;
    const url = new URL(settings.listenerUrlDocker);
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const addresses = [url.hostname, ...settings.listenerHosts].filter((host) => isIPv4(host));
    if (url.hostname === 'host.docker.internal') {
      addresses.push(...gatewaysOf(await docker.getNetwork(DEFAULT_BRIDGE).inspect()));
    }
    const reachable = addresses.filter((address) => isIPv4(address) && !isLocal(address));
    return [...new Set(reachable)].map((address) => ({ address, port }));
  }

  private protectedAddresses(): Promise<SocketAddress[]> {
    if (!this.resolved || Date.now() - this.resolved.at > RESOLVE_AGAIN_MS) {
      const addresses = resolveAll(this.options.protectedAddresses);
      this.resolved = { at: Date.now(), addresses };
    }
    return this.resolved.addresses;
  }
}

/** On the host itself agents reach nothing anyway. */
async function resolveAll(named: ProtectedAddress[]): Promise<SocketAddress[]> {
  const found = await Promise.all(
    named.map(async ({ host, port }) => {
      const answers = await lookup(host, { all: true, family: 4 }).catch(() => []);
      return answers.filter(({ address }) => !isLocal(address)).map(({ address }) => ({ address, port }));
    }),
  );
  const unique = new Map(found.flat().map((one) => [`${one.address}:${one.port}`, one]));
  return [...unique.values()].sort((a, b) => a.address.localeCompare(b.address) || a.port - b.port);
}

function isLocal(address: string): boolean {
  return address.startsWith('127.') || address === '0.0.0.0';
}

async function iptables(action: string, ...rest: string[]): Promise<string> {
  const { stdout } = await run('iptables', [...WAIT, action, ...rest], { timeout: RUN_WITHIN_MS });
  return stdout;
}

async function restore(input: string): Promise<void> {
  const running = run('iptables-restore', [...WAIT, '--noflush'], { timeout: RUN_WITHIN_MS });
  running.child.stdin?.end(input);
  await running;
}

/** Deletes a rule as often as it is there. */
async function leave(rule: string[]): Promise<void> {
  for (;;) {
    try {
      await iptables('-D', ...rule);
    } catch {
      return;
    }
  }
}
