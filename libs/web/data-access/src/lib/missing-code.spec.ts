import { Location } from '@angular/common';
import { TestBed } from '@angular/core/testing';
import { NavigationError, Router } from '@angular/router';

import { BrowserNavigation } from './browser-navigation';
import { isMissingCode, openMissingPage } from './missing-code';

const MISSING = new TypeError('Failed to fetch dynamically imported module: http://nora.test/app/chunk-A.js');

describe('isMissingCode', () => {
  it.each([
    ['Chromium', MISSING.message],
    ['Firefox', 'error loading dynamically imported module: http://nora.test/app/chunk-A.js'],
    ['WebKit', 'Importing a module script failed.'],
  ])('knows what %s says', (_, message) => expect(isMissingCode(new TypeError(message))).toBe(true));

  it('knows other errors from it', () => {
    expect(isMissingCode(new TypeError('Failed to fetch'))).toBe(false);
    expect(isMissingCode(new Error(MISSING.message))).toBe(false);
    expect(isMissingCode(undefined)).toBe(false);
  });
});

describe('openMissingPage', () => {
  const navigation = { answers: jest.fn(), assign: jest.fn() };
  const router = { navigated: true, navigateByUrl: jest.fn(), config: [{ path: '' }] };
  const location = { prepareExternalUrl: (url: string) => `/app${url}`, path: jest.fn(), go: jest.fn() };

  beforeEach(() => {
    jest.resetAllMocks();
    router.navigated = true;
    router.config = [{ path: '' }, { path: 'unreachable' }];
    navigation.answers.mockResolvedValue(true);
    location.path.mockReturnValue('/overview');
    TestBed.configureTestingModule({
      providers: [
        { provide: BrowserNavigation, useValue: navigation },
        { provide: Router, useValue: router },
        { provide: Location, useValue: location },
      ],
    });
  });

  const fail = (error: unknown) =>
    TestBed.runInInjectionContext(() => openMissingPage(new NavigationError(1, '/agents?q=a', error)));
  const said = [['/unreachable', { skipLocationChange: true }]];

  it('opens the page as a whole where the server answers', async () => {
    await fail(MISSING);
    expect(navigation.answers).toHaveBeenCalledWith('/app/agents?q=a');
    expect(navigation.assign.mock.calls).toEqual([['/app/agents?q=a']]);
    expect(router.navigateByUrl).not.toHaveBeenCalled();
  });

  it('says so, at the address of the page, where it does not', async () => {
    navigation.answers.mockResolvedValue(false);
    await fail(MISSING);
    expect(navigation.assign).not.toHaveBeenCalled();
    expect(router.navigateByUrl.mock.calls).toEqual(said);
    expect(location.go.mock.calls).toEqual([['/agents?q=a']]);
  });

  it('does not open an application twice that has only just been opened', async () => {
    router.navigated = false;
    location.path.mockReturnValue('/agents?q=a');
    await fail(MISSING);
    expect(navigation.assign).not.toHaveBeenCalled();
    expect(router.navigateByUrl.mock.calls).toEqual(said);
    expect(location.go).not.toHaveBeenCalled();
  });

  it('leaves it to the browser where the application has no page about a server that is away', async () => {
    navigation.answers.mockResolvedValue(false);
    router.config = [{ path: '' }];
    await fail(MISSING);
    expect(navigation.assign.mock.calls).toEqual([['/app/agents?q=a']]);
    navigation.assign.mockClear();
    router.navigated = false;
    await fail(MISSING);
    expect(navigation.assign).not.toHaveBeenCalled();
    expect(router.navigateByUrl).not.toHaveBeenCalled();
  });

  it('has nothing to do with other faults', async () => {
    await fail(new Error('a fault of the page'));
    expect(navigation.answers).not.toHaveBeenCalled();
    expect(router.navigateByUrl).not.toHaveBeenCalled();
  });
});
