import { signal } from '@angular/core';

/** Which rows of a table are chosen. Order and what is visible are the table's; this keeps only ids. */
export class AgentSelection {
  private readonly chosen = signal<ReadonlySet<string>>(new Set());
  private anchor: string | null = null;

  readonly ids = this.chosen.asReadonly();

  has(id: string): boolean {
    return this.chosen().has(id);
  }

  /** Chooses a row, or leaves it. */
  toggle(id: string): void {
    this.anchor = id;
    this.chosen.update((chosen) => {
      const next = new Set(chosen);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }

  /** Chooses every row from the last one that was toggled to this one, whichever comes first. */
  extendTo(id: string, order: readonly string[]): void {
    const from = this.anchor === null ? -1 : order.indexOf(this.anchor);
    const to = order.indexOf(id);
    if (to < 0) return;
    const range = from < 0 ? [id] : order.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.anchor = id;
    this.chosen.update((chosen) => new Set([...chosen, ...range]));
  }

  /** Chooses all of these rows; leaves them when all are chosen already. */
  toggleAll(order: readonly string[]): void {
    const all = order.every((id) => this.has(id));
    this.chosen.update((chosen) =>
      all ? new Set([...chosen].filter((id) => !order.includes(id))) : new Set([...chosen, ...order]),
    );
  }

  clear(): void {
    this.anchor = null;
    this.chosen.set(new Set());
  }
}
