import { Component } from '@angular/core';
import { RouterLink, RouterOutlet } from '@angular/router';
import { ThemeMenu } from '@nora/ui';

/** Header, page, footer of the public site. */
@Component({
  selector: 'nora-root',
  imports: [RouterLink, RouterOutlet, ThemeMenu],
  templateUrl: './app.html',
  styleUrl: './app.scss',
})
export class App {}
