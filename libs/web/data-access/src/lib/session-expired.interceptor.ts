import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { tap } from 'rxjs';

import { BrowserNavigation } from './browser-navigation';
import { toUserProblem } from './problem';

/** A wrong code is answered with 401 as well; only these say that nobody is signed in. */
const ENDED = new Set(['unauthenticated', 'http_401']);

/** Sends the reader to log in when the session ended while a page was open. */
export const sessionExpiredInterceptor: HttpInterceptorFn = (request, next) => {
  const navigation = inject(BrowserNavigation);
  return next(request).pipe(
    tap({
      error: (error: unknown) => {
        const expired =
          error instanceof HttpErrorResponse && error.status === 401 && ENDED.has(toUserProblem(error).code);
        if (expired && !request.url.includes('/api/auth/')) navigation.toLogin();
      },
    }),
  );
};
