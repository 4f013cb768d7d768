import type { HttpInterceptorFn } from '@angular/common/http';
import { CSRF_HEADER } from '@nora/contracts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Adds the header that a page of another origin cannot set, to every request that changes something. */
export const csrfInterceptor: HttpInterceptorFn = (request, next) =>
  next(SAFE_METHODS.has(request.method) ? request : request.clone({ setHeaders: { [CSRF_HEADER]: '1' } }));
