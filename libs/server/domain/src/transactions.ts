import type { DataSource, EntityManager } from 'typeorm';
import { EventLog } from './events/event-log';

/** Opens transactions that may record events, and wakes the readers once they are committed. */
export class Transactions {
  /** @param wakeReaders called after a commit that recorded events; must not throw */
  constructor(
    readonly dataSource: DataSource,
    private readonly wakeReaders: () => void,
  ) {}

  /** Runs one use case in one transaction; what it throws rolls everything back. */
  async run<T>(work: (manager: EntityManager, events: EventLog) => Promise<T>): Promise<T> {
    let events: EventLog | undefined;
    const result = await this.dataSource.transaction((manager) => {
      events = new EventLog(manager);
      return work(manager, events);
    });
    if (events?.isDirty) this.wakeReaders();
    return result;
  }

  /** Wakes the readers of events that were committed otherwise: by a function in PostgreSQL. */
  wake(): void {
    this.wakeReaders();
  }
}
