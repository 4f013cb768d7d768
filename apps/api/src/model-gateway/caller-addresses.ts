import { BlockList, isIPv4 } from 'node:net';
import { RuntimeSettings } from '@nora/config';
import type { ModelRoute } from '@nora/domain';
import type { Logger } from '@nora/observability';
import { Inject, Injectable } from '@nestjs/common';
import { BriefMemory } from '../core/brief-memory';
import { LOGGER } from '../core/logger';
import { RuntimeAdapters } from '../core/runtime-adapters';

/** An agent keeps its network until it is made anew. */
const KEPT_MS = 60_000;

/**
 * Says whether a call comes from where its agent is. That can be told of addresses in the networks of agents on
 * Docker: each is one agent's. An address outside them tells nothing, e.g. behind an engine that hides its
 * containers' addresses.
 */
@Injectable()
export class CallerAddresses {
  private readonly pool = new BlockList();
  private readonly networks = new BriefMemory<BlockList | null>(KEPT_MS);

  constructor(
    private readonly adapters: RuntimeAdapters,
    settings: RuntimeSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    addBlock(this.pool, settings.dockerAgentSubnets);
  }

  async mayCall({ agentId, deployTarget }: ModelRoute, from: string): Promise<boolean> {
    const address = from.replace(/^::ffff:/, '');
    if (!isIPv4(address) || !this.pool.check(address)) return true;
    if (deployTarget !== 'docker') return false;
    const look = () => this.networksOf(agentId);
    const known = await this.networks.get(agentId, look);
    if (known?.check(address) ?? true) return true;
    // It may have another network by now.
    this.networks.forget(agentId);
    return (await this.networks.get(agentId, look))?.check(address) ?? true;
  }

  /** Null where the target cannot tell. */
  private async networksOf(agentId: string): Promise<BlockList | null> {
    const access = this.adapters.for('docker');
    try {
      const blocks = await access.callsFrom(access.handleFor(agentId));
      if (!blocks) return null;
      const list = new BlockList();
      for (const block of blocks) addBlock(list, block);
      return list;
    } catch (error) {
      this.logger.warn({ error, agentId }, 'the network of an agent is not known; its calls wait');
      throw error;
    }
  }
}

function addBlock(list: BlockList, block: string): void {
  const [address = '', prefix = ''] = block.split('/');
  if (isIPv4(address)) list.addSubnet(address, Number(prefix));
}
