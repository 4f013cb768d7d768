import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { tap } from 'rxjs';

import { BrowserNavigation } from './browser-navigation';

/** Sends the reader to log in when the session ended while a page was open. */
export const sessionExpiredInterceptor: HttpInterceptorFn = (request, next) => {
  const navigation = inject(BrowserNavigation);
  return next(request).pipe(
    tap({
      error: (error: unknown) => {
        const expired = error instanceof HttpErrorResponse && error.status === 401;
        if (expired && !request.url.includes('/api/auth/')) navigation.toLogin();
      },
    }),
  );
};
