import { ModelRoutes, type ModelRoute } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { BriefMemory } from '../core/brief-memory';
import { ModelKeys } from '../core/model-keys';
import { CallerAddresses } from './caller-addresses';

/** How long a route is kept. The ledger proves it with every call, so that an old one does no harm. */
const KEPT_MS = 60_000;

/** An agent that calls. */
export interface Caller {
  /** What its calls lead to. */
  route: ModelRoute;
  /** The same looked up anew; null once the key is no agent's. */
  again(): Promise<Caller | null>;
}

/** Says who calls, and what its calls lead to. */
@Injectable()
export class Callers {
  private readonly known = new BriefMemory<ModelRoute | null>(KEPT_MS);

  constructor(
    private readonly routes: ModelRoutes,
    private readonly modelKeys: ModelKeys,
    private readonly addresses: CallerAddresses,
  ) {}

  /**
   * @param address from which the call came
   * @returns null for anything but the key of a living agent, presented from where that agent is
   */
  async find(modelKey: string, address: string): Promise<Caller | null> {
    let place = '';
    const route = await this.modelKeys.find(modelKey, (hashes) => {
      place = hashes.join();
      return this.known.get(place, () => this.routes.find(hashes));
    });
    if (!route || !(await this.addresses.mayCall(route, address))) return null;
    const again = () => {
      this.known.forget(place);
      return this.find(modelKey, address);
    };
    return { route, again };
  }
}
