import { HttpErrorResponse, provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideApiConfiguration } from '@nora/api-client';

import { SessionStore } from './session.store';

const OFFERS = { needsFirstAdmin: false, signupEnabled: true, mail: false, oauth: [], banner: null };
const ADA = { id: 'u-1', name: 'Ada', platformRole: 'admin' };

describe('SessionStore', () => {
  let session: SessionStore;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), provideApiConfiguration('')],
    });
    session = TestBed.inject(SessionStore);
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => server.verify());

  it('asks once what the server offers, and again after it could not be asked', async () => {
    const failed = session.bootstrap();
    server.expectOne('/api/auth/bootstrap').flush(null, { status: 503, statusText: 'Unavailable' });
    await expect(failed).rejects.toBeInstanceOf(HttpErrorResponse);
    expect(session.offers()).toBeNull();

    const both = Promise.all([session.bootstrap(), session.bootstrap()]);
    server.expectOne('/api/auth/bootstrap').flush(OFFERS);
    expect(await both).toEqual([OFFERS, OFFERS]);
    expect(session.offers()).toEqual(OFFERS);
  });

  it('knows who came in without asking again, and forgets them when they leave', async () => {
    const before = session.load();
    server.expectOne('/api/auth/me').flush(null, { status: 401, statusText: 'Unauthorized' });
    expect(await before).toBeNull();

    const entering = session.completeSecondFactor({ challenge: 'c', code: '123456' });
    server.expectOne('/api/auth/second-factor').flush(ADA);
    await entering;
    expect(session.isPlatformAdmin()).toBe(true);
    expect(await session.load()).toEqual(ADA);

    const leaving = session.logout();
    server.expectOne('/api/auth/logout').flush(null);
    await leaving;
    const after = session.load();
    server.expectOne('/api/auth/me').flush(null, { status: 401, statusText: 'Unauthorized' });
    expect(await after).toBeNull();
  });
});
