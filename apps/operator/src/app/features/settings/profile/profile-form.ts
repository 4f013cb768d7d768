import { Component, type OnInit, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { type Me, Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { AvatarPicker } from './avatar-picker';
import { browserLocale, localeChoices, sampleOf } from './locales';
import { ProfileStore } from './profile.store';

const NAME_MAX = 80;
/** A choice box shows nothing for null. */
const AS_BROWSER = '';

/** Name, picture and manner of writing, saved together. */
@Component({
  selector: 'nora-profile-form',
  imports: [
    AvatarPicker,
    ErrorPanel,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    MatOption,
    MatSelect,
    ReactiveFormsModule,
  ],
  templateUrl: './profile-form.html',
  styleUrl: './profile-form.scss',
})
export class ProfileForm implements OnInit {
  private readonly store = inject(ProfileStore);

  readonly me = input.required<Me>();

  protected readonly nameMax = NAME_MAX;
  protected readonly asBrowser = AS_BROWSER;
  protected readonly browser = browserLocale();
  protected readonly saving = new Saving();
  /** True when what was sent would change nothing. */
  protected readonly unchanged = signal(false);
  protected readonly choices = computed(() => localeChoices(this.me().locale));
  protected readonly picture = linkedSignal(() => this.me().avatar);
  protected readonly form = new FormGroup({
    name: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.maxLength(NAME_MAX), Validators.pattern(/\S/)],
    }),
    locale: new FormControl(AS_BROWSER, { nonNullable: true }),
  });
  private readonly values = toSignal(this.form.valueChanges, { initialValue: this.form.value });
  protected readonly sample = computed(() => sampleOf(this.values().locale || null, new Date()));
  protected readonly shownName = computed(() => this.values().name ?? '');

  ngOnInit(): void {
    this.form.setValue({ name: this.me().name, locale: this.me().locale ?? AS_BROWSER });
  }

  protected async submit(): Promise<void> {
    const { name, locale } = this.form.getRawValue();
    this.unchanged.set(false);
    await this.saving.send(this.form, async () => {
      const wanted = { name: name.trim(), locale: locale || null, avatar: this.picture() };
      this.unchanged.set(!(await this.store.save(this.me(), wanted)));
    });
  }
}
