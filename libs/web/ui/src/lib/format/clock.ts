import { DestroyRef, Injectable, inject, signal } from '@angular/core';

/** The present moment, moved once a second, so that ages and elapsed times keep up by themselves. */
@Injectable({ providedIn: 'root' })
export class Clock {
  private readonly moment = signal(Date.now());

  /** Milliseconds since the epoch. */
  readonly now = this.moment.asReadonly();

  constructor() {
    const timer = setInterval(() => this.moment.set(Date.now()), 1_000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
