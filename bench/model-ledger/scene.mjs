// A ledger of models on a database of its own, with agents whose calls three budgets hold.
import { fromSource } from '../support/source.mjs';

export class LedgerScene {
  /** Ends that the ledger took, and what they cost: what the books must agree with. */
  settled = 0;
  #next = 0;

  static async open(cleanup, postgres, agents) {
    const source = await fromSource(cleanup, [
      '@nora/domain',
      './libs/server/domain/src/testing/ledger-harness.ts',
    ]);
    const dataSource = await source.createDataSource(postgres.url).initialize();
    cleanup.defer(() => dataSource.destroy());
    await dataSource.runMigrations({ transaction: 'each' });
    const scene = new LedgerScene(source, new source.LedgerHarness(dataSource), postgres);
    await scene.#fill(agents);
    cleanup.defer(() => scene.harness.close().catch(() => undefined));
    return scene;
  }

  constructor(source, harness, postgres) {
    Object.assign(this, { source, harness, postgres });
    this.ledger = harness.ledger();
  }

  /** @returns the call when it was admitted */
  async admit() {
    const call = this.source.callOf(this.routes[this.#next++ % this.routes.length], { costUsd: '0.01' });
    const { is } = await this.ledger.reserve(call);
    if (is !== 'admitted') throw new Error(`a call was not admitted: ${is}`);
    return call;
  }

  end(call) {
    this.ledger.settle(this.source.endOf(call, { costUsd: '0.005' }));
    this.settled += 1;
  }

  /** Books all that is over. */
  async flush() {
    await this.ledger.lookAfter();
    await this.ledger.flush();
  }

  async #fill(agents) {
    const workspaceId = await this.harness.workspace();
    this.routes = [];
    for (let i = 0; i < agents; i += 1) this.routes.push(await this.harness.agent(workspaceId));
    await this.harness.budget({}, '100000', { period: 'month' });
    await this.harness.budget({ workspaceId }, '100000', { period: 'month' });
    for (const { agentId } of this.routes) {
      await this.harness.budget({ workspaceId, agentId }, '100000', { period: 'month' });
    }
  }
}
