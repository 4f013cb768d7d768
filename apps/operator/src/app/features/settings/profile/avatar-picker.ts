import { Component, DOCUMENT, inject, input, model, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Avatar } from '@nora/ui';

import { PictureFault, readPicture } from './picture';

/** The picture of the account, to be chosen, dropped or taken away. What is chosen is made small here. */
@Component({
  selector: 'nora-avatar-picker',
  imports: [Avatar, MatButton, MatIcon],
  templateUrl: './avatar-picker.html',
  styleUrl: './avatar-picker.scss',
})
export class AvatarPicker {
  private readonly document = inject(DOCUMENT);

  readonly name = input.required<string>();
  /** A `data:` address; null for none. */
  readonly picture = model.required<string | null>();

  protected readonly over = signal(false);
  /** Why the last file did not become a picture. */
  protected readonly fault = signal<string | null>(null);

  protected onDragOver(event: DragEvent): void {
    // Without this the browser would leave the page to show the file.
    event.preventDefault();
    this.over.set(true);
  }

  protected onDrop(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    void this.take(event.dataTransfer?.files[0]);
  }

  protected onChosen(input: HTMLInputElement): void {
    const file = input.files?.[0];
    // So that the same file can be chosen once more.
    input.value = '';
    void this.take(file);
  }

  protected remove(): void {
    this.fault.set(null);
    this.picture.set(null);
  }

  private async take(file: File | undefined): Promise<void> {
    if (!file) return;
    this.fault.set(null);
    try {
      this.picture.set(await readPicture(file, this.document));
    } catch (error) {
      this.fault.set(error instanceof PictureFault ? error.message : 'This file cannot be read.');
    }
  }
}
