import { connect, type RemoteOptions } from './connect';
import { printList } from './output';

interface QueueView {
  name: string;
  counts: Record<string, number>;
  oldestWaitingSeconds: number | null;
}

const SHOWN = ['waiting', 'active', 'delayed', 'failed'] as const;

/** Prints the queues with what is in them. */
export async function showQueues(options: RemoteOptions): Promise<void> {
  const { client } = connect(options);
  const { items } = await client.call<{ items: QueueView[] }>('GET', '/api/admin/queues');
  printList(
    items,
    options.json,
    ['queue', ...SHOWN, 'oldest waits'],
    ({ name, counts, oldestWaitingSeconds: oldest }) => [
      ...[name, ...SHOWN.map((state) => counts[state] ?? 0)],
      oldest === null ? null : `${oldest} s`,
    ],
    'No queues.',
  );
}
