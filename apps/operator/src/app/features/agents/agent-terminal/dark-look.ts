import { DestroyRef, type Signal, computed, inject, signal } from '@angular/core';
import { ThemeStore } from '@nora/ui';

/** Whether the page is dark now, by choice or by the system. */
export function darkLook(): Signal<boolean> {
  const { theme } = inject(ThemeStore);
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const system = signal(query.matches);
  const follow = () => system.set(query.matches);
  query.addEventListener('change', follow);
  inject(DestroyRef).onDestroy(() => query.removeEventListener('change', follow));
  return computed(() => (theme() === 'auto' ? system() : theme() === 'dark'));
}
