import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  Component,
  ElementRef,
  Injector,
  afterNextRender,
  booleanAttribute,
  computed,
  inject,
  input,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { MatTooltip } from '@angular/material/tooltip';
import type { Budget } from '@nora/data-access';
import {
  ConfirmByName,
  type ConfirmByNameData,
  type ConfirmedByName,
  EmptyState,
  ErrorPanel,
  RelativeTime,
  Skeleton,
  StatusBadge,
} from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import { formatAmount } from '../money';
import { BudgetForm, type BudgetFormData, type BudgetSubject } from './budget-form';
import { levelOf, limitWords, scopeWords } from './budget-words';
import type { BudgetsStore } from './budgets.store';

/** Budgets with how far each is used up, and what can be done with them. */
@Component({
  selector: 'nora-budgets-section',
  imports: [
    EmptyState,
    ErrorPanel,
    MatButton,
    MatIcon,
    MatIconButton,
    MatSlideToggle,
    MatTooltip,
    RelativeTime,
    Skeleton,
    StatusBadge,
  ],
  templateUrl: './budgets-section.html',
  styleUrl: './budgets-section.scss',
})
export class BudgetsSection {
  private readonly dialog = inject(MatDialog);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);

  readonly store = input.required<BudgetsStore>();
  readonly mayManage = input(false, { transform: booleanAttribute });
  /** On whom a new budget can be, besides all together. */
  readonly subjects = input<readonly BudgetSubject[]>([]);
  /** What all together are called. */
  readonly whole = input.required<string>();
  /** Id of the one that the address is about. */
  readonly chosen = input<string>();

  protected readonly rows = computed(() =>
    this.store()
      .items()
      .map((budget) => ({
        ...{ budget, level: levelOf(budget), limit: limitWords(budget), scope: scopeWords(budget) },
        // One that is switched off is not used up, and of one without an end nothing lasts until then.
        forecast:
          budget.enabled && (budget.forecast?.reachedAt || budget.window.endsAt) ? budget.forecast : null,
        aside: Number(budget.window.reserved) > 0 ? formatAmount(budget.window.reserved, budget.unit) : null,
      })),
  );

  protected async edit(budget: Budget | null): Promise<void> {
    const store = this.store();
    const data: BudgetFormData = {
      ...{ budget, subjects: this.subjects(), whole: this.whole() },
      save: (body) => {
        if (!budget) return store.create(body);
        // On whom a budget is and what it counts does not change.
        const { name, amount, period, thresholds, action, enabled } = body;
        return store.change(budget, { name, amount, period, thresholds, action, enabled });
      },
    };
    const form = this.dialog.open<BudgetForm, BudgetFormData, Budget>(BudgetForm, { width: '560px', data });
    const saved = await firstValueFrom(form.afterClosed());
    if (saved) void this.announcer.announce(`The budget ${saved.name} is saved.`);
  }

  protected async switch(budget: Budget, enabled: boolean): Promise<void> {
    if (!(await this.store().switch(budget, enabled))) return;
    void this.announcer.announce(`${budget.name} is switched ${enabled ? 'on' : 'off'}.`);
  }

  protected async delete(budget: Budget): Promise<void> {
    const data: ConfirmByNameData = {
      title: 'Delete this budget?',
      consequence:
        'Calls are no longer held against it, and models that it paused go on. What was used stays in the usage. A new budget counts from nothing.',
      name: budget.name,
      action: 'Delete budget',
    };
    const dialog = this.dialog.open<ConfirmByName, ConfirmByNameData, ConfirmedByName>(ConfirmByName, {
      width: '460px',
      data,
    });
    if (!(await firstValueFrom(dialog.afterClosed()))) return;
    if (!(await this.store().delete(budget))) return;
    void this.announcer.announce(`The budget ${budget.name} is deleted.`);
    const find = () =>
      this.element.nativeElement.querySelector<HTMLElement>('.over button, nora-empty-state button')?.focus();
    afterNextRender(find, { injector: this.injector });
  }
}
