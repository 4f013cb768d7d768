import {
  type EnvironmentProviders,
  inject,
  makeEnvironmentProviders,
  provideEnvironmentInitializer,
} from '@angular/core';
import { MAT_FORM_FIELD_DEFAULT_OPTIONS } from '@angular/material/form-field';
import { MAT_TOOLTIP_DEFAULT_OPTIONS } from '@angular/material/tooltip';

import { provideNoraIcons } from './icons/provide-nora-icons';
import { ThemeStore } from './theme/theme.store';

/** Icons, theme and the defaults of Material components. */
export function provideNoraUi(): EnvironmentProviders {
  return makeEnvironmentProviders([
    provideNoraIcons(),
    provideEnvironmentInitializer(() => inject(ThemeStore).apply()),
    {
      provide: MAT_FORM_FIELD_DEFAULT_OPTIONS,
      useValue: { appearance: 'outline', subscriptSizing: 'dynamic', hideRequiredMarker: true },
    },
    {
      provide: MAT_TOOLTIP_DEFAULT_OPTIONS,
      useValue: { showDelay: 300, hideDelay: 0, touchendHideDelay: 1_500, disableTooltipInteractivity: true },
    },
  ]);
}
