import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { BrowserNavigation } from './browser-navigation';
import { csrfInterceptor } from './csrf.interceptor';
import { sessionExpiredInterceptor } from './session-expired.interceptor';

describe('interceptors', () => {
  let http: HttpClient;
  let server: HttpTestingController;
  let toLogin: jest.Mock;

  beforeEach(() => {
    toLogin = jest.fn();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([csrfInterceptor, sessionExpiredInterceptor])),
        provideHttpClientTesting(),
        { provide: BrowserNavigation, useValue: { toLogin } },
      ],
    });
    http = TestBed.inject(HttpClient);
    server = TestBed.inject(HttpTestingController);
  });

  it.each(['POST', 'DELETE', 'PATCH', 'PUT'])('marks %s as coming from this page', (method) => {
    http.request(method, '/api/x').subscribe();
    expect(server.expectOne('/api/x').request.headers.get('x-nora-csrf')).toBe('1');
  });

  it('leaves reading requests as they are', () => {
    http.get('/api/x').subscribe();
    expect(server.expectOne('/api/x').request.headers.has('x-nora-csrf')).toBe(false);
  });

  it('goes to log in when the session ended', () => {
    http.get('/api/agents/1').subscribe({ error: () => undefined });
    server.expectOne('/api/agents/1').flush(null, { status: 401, statusText: 'Unauthorized' });
    expect(toLogin).toHaveBeenCalledTimes(1);
  });

  it('stays on the page when a code was wrong, which does not end the session', () => {
    http.post('/api/account/second-factor/confirm', {}).subscribe({ error: () => undefined });
    server
      .expectOne('/api/account/second-factor/confirm')
      .flush({ code: 'second_factor_invalid' }, { status: 401, statusText: 'Unauthorized' });
    expect(toLogin).not.toHaveBeenCalled();
    http.get('/api/agents/1').subscribe({ error: () => undefined });
    server
      .expectOne('/api/agents/1')
      .flush({ code: 'unauthenticated' }, { status: 401, statusText: 'Unauthorized' });
    expect(toLogin).toHaveBeenCalledTimes(1);
  });

  it('stays on the log-in page when the password was wrong', () => {
    http.post('/api/auth/login', {}).subscribe({ error: () => undefined });
    server.expectOne('/api/auth/login').flush(null, { status: 401, statusText: 'Unauthorized' });
    expect(toLogin).not.toHaveBeenCalled();
  });
});
