import 'reflect-metadata';
import { createDataSource } from '../data-source';
import type { CallRequest } from '../models/ledger-types';
import { ModelLedger } from '../models/model-ledger';
import { ModelRoutes } from '../models/model-routes';
import { Transactions } from '../transactions';
import { callOf, endOf } from './ledger-harness';
import type { LedgerOrder, LedgerReport } from './ledger-process';

/** A process that admits calls of an agent at its parent's orders, and carries them until it is told to settle. */
async function main([url = '']: string[]): Promise<void> {
  const dataSource = await createDataSource(url).initialize();
  const ledger = new ModelLedger(new Transactions(dataSource, () => undefined), (error) => {
    throw error;
  });
  const held: CallRequest[] = [];
  const carryOut = async ({ keyHash, reserve, settle, flush }: LedgerOrder): Promise<LedgerReport> => {
    const route = await new ModelRoutes(dataSource).find([keyHash]);
    if (!route) throw new Error('the key opens nothing');
    const calls = Array.from({ length: reserve }, () => callOf(route));
    const answers = await Promise.all(calls.map((call) => ledger.reserve(call)));
    held.push(...calls.filter((_, i) => answers[i]?.is === 'admitted'));
    for (const call of held.splice(0, settle)) ledger.settle(endOf(call));
    if (flush) await ledger.flush();
    return { answers: answers.map(({ is }) => is) };
  };
  process.on('message', (order: LedgerOrder) => {
    void carryOut(order).then((report) => process.send?.(report));
  });
  process.send?.({ answers: [] } satisfies LedgerReport);
}

void main(process.argv.slice(2));
