import { Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';

/** What is to be known of where a value comes from. */
export interface SourcedSetting {
  value: unknown;
  fallback: unknown;
  overridden: boolean;
  variable: string | null;
}

/** Says where a value comes from, and sets it back. */
@Component({
  selector: 'nora-setting-source',
  imports: [MatButton],
  template: `
    @if (setting().overridden) {
      <span class="muted">Set here. {{ origin() }}: {{ fallbackWords() }}.</span>
      <button
        matButton
        type="button"
        [attr.aria-label]="'Reset ' + label()"
        [disabled]="working()"
        (click)="resetted.emit()"
      >
        Reset
      </button>
    } @else {
      <span class="muted">{{ origin() }}.</span>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 8px;
      min-height: 36px;
      font-size: 0.75rem;
      overflow-wrap: anywhere;
    }
  `,
})
export class SettingSource {
  readonly setting = input.required<SourcedSetting>();
  /** What the setting is called. */
  readonly label = input.required<string>();
  /** What it would be without, in words. */
  readonly fallbackWords = input.required<string>();
  readonly working = input.required<boolean>();
  readonly resetted = output<void>();

  protected readonly origin = computed(() => {
    const { variable } = this.setting();
    return variable ? `From the environment (${variable})` : 'Built in';
  });
}
