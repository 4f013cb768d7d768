import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';

/** The keys that do something, everywhere and in places. */
@Component({
  selector: 'nora-shortcuts',
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  templateUrl: './shortcuts.html',
  styleUrl: './shortcuts.scss',
})
export class Shortcuts {
  protected readonly shortcuts: readonly { keys: readonly string[]; act: string }[] = [
    { keys: ['Ctrl', 'K'], act: 'Go to an agent or run an action (⌘ K on a Mac)' },
    { keys: ['/'], act: 'Filter agents or log lines' },
    { keys: ['X'], act: 'Choose the agent whose row has the focus' },
    { keys: ['Shift', 'X'], act: 'Choose every agent from the last chosen one to this' },
    { keys: ['↓', '↑'], act: 'Next and previous agent of the list' },
    { keys: ['?'], act: 'This list' },
    { keys: ['Enter'], act: 'Send a chat message' },
    { keys: ['Shift', 'Enter'], act: 'New line in a chat message' },
    { keys: ['Ctrl', 'S'], act: 'Review the changes of a file; once more to save them (⌘ S on a Mac)' },
    { keys: ['F2'], act: 'Rename or move the file that has the focus' },
    { keys: ['Delete'], act: 'Put the file that has the focus into the trash' },
    { keys: ['Esc'], act: 'Close what is open' },
  ];
}
