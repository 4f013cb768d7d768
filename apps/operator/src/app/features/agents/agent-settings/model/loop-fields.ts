import { Component, input } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { LOOP_ACTIONS, type LoopAction } from '@nora/contracts';
import { map, startWith, switchMap } from 'rxjs';

import { LOOP_MINUTES, LOOP_TIMES, type ModelForm } from './model-form';

const ACTION_WORDS: Readonly<Record<LoopAction, string>> = {
  off: 'Nothing',
  event: 'Tell about it',
  pause: 'Stop its models until somebody resumes them',
};

/** When an agent that asks the same again and again is taken to be in a loop, and what is done then. */
@Component({
  selector: 'nora-loop-fields',
  imports: [MatError, MatFormField, MatInput, MatLabel, ReactiveFormsModule],
  template: `
    <fieldset [formGroup]="form()">
      <legend>Loop guard</legend>
      <p class="muted">
        What Nora does when the agent asks its model the same thing again and again. It sees what goes through
        it only.
      </p>
      <div class="line">
        <mat-form-field class="action">
          <mat-label>What is done</mat-label>
          <select matNativeControl formControlName="action">
            @for (action of actions; track action.id) {
              <option [value]="action.id">{{ action.label }}</option>
            }
          </select>
        </mat-form-field>
        @if (on()) {
          <mat-form-field class="count">
            <mat-label>Times</mat-label>
            <input
              matInput
              required
              type="number"
              formControlName="times"
              [min]="times.min"
              [max]="times.max"
            />
            <mat-error>
              {{ form().controls.times.getError('server') ?? times.min + ' to ' + times.max }}
            </mat-error>
          </mat-form-field>
          <mat-form-field class="count">
            <mat-label>Within minutes</mat-label>
            <input
              matInput
              required
              type="number"
              formControlName="minutes"
              [min]="minutes.min"
              [max]="minutes.max"
            />
            <mat-error>
              {{ form().controls.minutes.getError('server') ?? minutes.min + ' to ' + minutes.max }}
            </mat-error>
          </mat-form-field>
        }
      </div>
    </fieldset>
  `,
  styles: `
    fieldset {
      display: flex;
      flex-direction: column;
      gap: 10px;
      min-width: 0;
      margin: 0;
      padding: 0;
      border: 0;
    }

    legend {
      padding: 0 0 2px;
      font-size: 0.875rem;
      font-weight: 500;
    }

    p {
      font-size: 0.8125rem;
    }

    .line {
      display: flex;
      flex-wrap: wrap;
      gap: 10px 12px;
    }

    .action {
      flex: 2 1 260px;
      max-width: 420px;
    }

    .count {
      flex: 1 1 120px;
      max-width: 160px;
    }
  `,
})
export class LoopFields {
  readonly form = input.required<ModelForm['controls']['loop']>();

  protected readonly times = LOOP_TIMES;
  protected readonly minutes = LOOP_MINUTES;
  protected readonly actions = LOOP_ACTIONS.map((id) => ({ id, label: ACTION_WORDS[id] }));
  protected readonly on = toSignal(
    toObservable(this.form).pipe(
      switchMap(({ controls: { action } }) => action.valueChanges.pipe(startWith(action.value))),
      map((action) => action !== 'off'),
    ),
    { initialValue: true },
  );
}
