import { Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import {
  SCHEDULE_ACTIONS,
  SCHEDULE_OVERLAPS,
  type ScheduleAction,
  type ScheduleOverlap,
} from '@nora/contracts';
import { Saving, showFieldErrors, toUserProblem } from '@nora/data-access';
import { ErrorPanel, formatLocale } from '@nora/ui';
import { Subject, auditTime, debounceTime, map, merge, of } from 'rxjs';

import { ACTION_WORDS, OVERLAP_WORDS, PRESETS, formatInZone, ownTimeZone, timeZones } from './schedule-words';
import type { NewSchedule, Schedule, SchedulePreview } from './schedules.store';

/** What the dialog needs. */
export interface ScheduleFormData {
  /** The schedule that is changed; null for a new one. */
  schedule: Schedule | null;
  /** Asks the API. */
  save: (body: NewSchedule) => Promise<Schedule>;
  /** Asks the API what a pattern means. */
  preview: (cron: string, timeZone: string) => Promise<SchedulePreview>;
}

const NAME_MAX = 80;
const PROMPT_MAX = 16_000;
const TYPING_MS = 350;
/** After this long a question that got no answer is asked again. */
const AGAIN_MS = 2_000;

/** Asks what is to be done and when, and shows what that means before it is kept. Closes with the schedule, or with nothing. */
@Component({
  selector: 'nora-schedule-form',
  imports: [
    ErrorPanel,
    MatButton,
    MatCheckbox,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    ReactiveFormsModule,
  ],
  templateUrl: './schedule-form.html',
  styleUrl: './schedule-form.scss',
})
export class ScheduleForm {
  private readonly dialog = inject<MatDialogRef<ScheduleForm, Schedule>>(MatDialogRef);
  private readonly shown = signal<SchedulePreview | null>(null);
  private readonly again = new Subject<void>();
  private asked = '';

  protected readonly data = inject<ScheduleFormData>(MAT_DIALOG_DATA);
  protected readonly saving = new Saving();
  protected readonly nameMax = NAME_MAX;
  protected readonly promptMax = PROMPT_MAX;
  protected readonly actions = SCHEDULE_ACTIONS.map((id) => ({ id, label: ACTION_WORDS[id] }));
  protected readonly overlaps = SCHEDULE_OVERLAPS.map((id) => ({ id, label: OVERLAP_WORDS[id] }));
  protected readonly presets = PRESETS;
  protected readonly zones = timeZones();
  protected readonly form = formOf(this.data.schedule);
  private readonly values = toSignal(this.form.valueChanges, { initialValue: this.form.value });
  protected readonly prompting = computed(() => this.values().action === 'prompt');
  protected readonly cron = computed(() => this.values().cron ?? '');
  /** What the pattern means; null while it is not known. */
  protected readonly meaning = computed(() => {
    const preview = this.shown();
    const { timeZone } = this.values();
    if (!preview || !timeZone) return null;
    const times = preview.nextRuns.map((at) => ({ at, words: formatInZone(at, timeZone, formatLocale()) }));
    return { words: preview.words, times };
  });

  constructor() {
    const { cron, timeZone } = this.form.controls;
    const typed = merge(of(null), cron.valueChanges, timeZone.valueChanges).pipe(auditTime(TYPING_MS));
    merge(typed, this.again.pipe(debounceTime(AGAIN_MS)))
      .pipe(
        map(() => [cron.value.trim(), timeZone.value.trim()] as const),
        takeUntilDestroyed(),
      )
      .subscribe(([pattern, zone]) => void this.look(pattern, zone));
  }

  protected choose(cron: string): void {
    this.form.controls.cron.setValue(cron);
  }

  protected async submit(): Promise<void> {
    const { prompt } = this.form.controls;
    // Told to nobody, a prompt is no reason to refuse the form.
    if (this.prompting()) prompt.enable({ emitEvent: false });
    else prompt.disable({ emitEvent: false });
    await this.saving.send(this.form, async () => this.dialog.close(await this.data.save(this.body())), {
      name_taken: 'name',
    });
    prompt.enable({ emitEvent: false });
  }

  private body(): NewSchedule {
    const { name, cron, timeZone, action, prompt, overlap, enabled } = this.form.getRawValue();
    return {
      ...{ name: name.trim(), cron: cron.trim(), timeZone: timeZone.trim(), action, overlap, enabled },
      prompt: action === 'prompt' ? prompt.trim() : null,
    };
  }

  /** The answer to the last question counts. */
  private async look(cron: string, timeZone: string): Promise<void> {
    const question = `${cron} ${timeZone}`;
    if (question === this.asked) return;
    this.asked = question;
    if (cron === '' || timeZone === '') return this.shown.set(null);
    try {
      const preview = await this.data.preview(cron, timeZone);
      if (question === this.asked) this.shown.set(preview);
    } catch (error) {
      if (question !== this.asked) return;
      this.shown.set(null);
      const problem = toUserProblem(error);
      if (problem.code === 'validation_failed') {
        showFieldErrors(this.form, problem);
        return;
      }
      // Without an answer there is nothing to show; it is asked for again, and saving will say why.
      this.asked = '';
      this.again.next();
    }
  }
}

function formOf(schedule: Schedule | null) {
  const text = (value: string, ...more: (typeof Validators)['required'][]) =>
    new FormControl(value, { nonNullable: true, validators: [Validators.required, ...more] });
  return new FormGroup({
    name: text(schedule?.name ?? '', Validators.maxLength(NAME_MAX), Validators.pattern(/\S/)),
    action: new FormControl<ScheduleAction>(schedule?.action ?? 'prompt', { nonNullable: true }),
    prompt: text(schedule?.prompt ?? '', Validators.maxLength(PROMPT_MAX), Validators.pattern(/\S/)),
    cron: text(schedule?.cron ?? '0 9 * * 1-5'),
    timeZone: text(schedule?.timeZone ?? ownTimeZone()),
    overlap: new FormControl<ScheduleOverlap>(schedule?.overlap ?? 'skip', { nonNullable: true }),
    enabled: new FormControl(schedule?.enabled ?? true, { nonNullable: true }),
  });
}
