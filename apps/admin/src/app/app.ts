import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';

/** Root of the administration console. */
@Component({ selector: 'nora-root', imports: [RouterOutlet], template: '<router-outlet />' })
export class App {}
