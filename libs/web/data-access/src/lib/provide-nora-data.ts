import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { type EnvironmentProviders, makeEnvironmentProviders } from '@angular/core';
import { provideApiConfiguration } from '@nora/api-client';

import { csrfInterceptor } from './csrf.interceptor';
import { sessionExpiredInterceptor } from './session-expired.interceptor';

/** Everything an application needs to talk to the API of its own origin. */
export function provideNoraData(): EnvironmentProviders {
  return makeEnvironmentProviders([
    provideHttpClient(withFetch(), withInterceptors([csrfInterceptor, sessionExpiredInterceptor])),
    provideApiConfiguration(''),
  ]);
}
