import { Component, ElementRef, computed, inject, input, linkedSignal, output } from '@angular/core';
import { MatIcon } from '@angular/material/icon';

import type { Place } from '../file-paths';
import { type TreeRow, keyOf, moveFor } from './tree-model';

/** The folders of an agent. One of them has the focus; arrows move it, as the tree pattern of ARIA says. */
@Component({
  selector: 'nora-file-tree',
  imports: [MatIcon],
  templateUrl: './file-tree.html',
  styleUrl: './file-tree.scss',
})
export class FileTree {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  readonly rows = input.required<readonly TreeRow[]>();
  /** The folder that is looked at. */
  readonly place = input<Place | null>(null);
  readonly choose = output<Place>();
  readonly toggled = output<{ key: string; open: boolean }>();

  protected readonly selected = computed(() => {
    const place = this.place();
    return place ? keyOf(place.root, place.path) : null;
  });
  /** The one row that the tab key comes to. */
  protected readonly focused = linkedSignal<{ rows: readonly TreeRow[]; selected: string | null }, string>({
    source: () => ({ rows: this.rows(), selected: this.selected() }),
    computation: ({ rows, selected }, previous) => {
      const known = (key: string | null | undefined) => rows.some((row) => row.key === key);
      if (previous && previous.source.selected === selected && known(previous.value)) return previous.value;
      return known(selected) ? (selected ?? '') : (rows[0]?.key ?? '');
    },
  });

  protected onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moveFor(this.rows(), this.focused(), event.key);
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const row = this.rows().find(({ key }) => key === move.key);
    if (move.act === 'focus') this.focus(move.key);
    else if (move.act === 'choose' && row) this.choose.emit(row);
    else this.toggled.emit({ key: move.key, open: move.act === 'open' });
  }

  protected onClick(row: TreeRow): void {
    this.focused.set(row.key);
    this.choose.emit({ root: row.root, path: row.path });
  }

  protected onArrow(event: Event, row: TreeRow): void {
    event.stopPropagation();
    this.focused.set(row.key);
    this.toggled.emit({ key: row.key, open: row.open === false });
  }

  private focus(key: string): void {
    this.focused.set(key);
    const rows = this.host.nativeElement.querySelectorAll<HTMLElement>('[role="treeitem"]');
    rows[this.rows().findIndex((row) => row.key === key)]?.focus();
  }
}
