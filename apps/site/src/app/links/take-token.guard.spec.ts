import { Location } from '@angular/common';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { LinkTokens } from './link-tokens';
import { takeToken } from './take-token.guard';

@Component({ template: 'the page' })
class Page {}

describe('links with one-time tokens', () => {
  let tokens: LinkTokens;
  let addresses: string[];
  let harness: RouterTestingHarness;

  beforeEach(async () => {
    sessionStorage.clear();
    const path = 'invitation';
    TestBed.configureTestingModule({
      providers: [
        provideRouter([
          { path, component: Page, canActivate: [takeToken(path)], runGuardsAndResolvers: 'always' },
          { path: '**', component: Page },
        ]),
      ],
    });
    tokens = TestBed.inject(LinkTokens);
    addresses = [];
    const location = TestBed.inject(Location);
    location.onUrlChange((url) => addresses.push(url));
    harness = await RouterTestingHarness.create();
  });

  const address = () => TestBed.inject(Location).path(true);
  const held = (page: 'invitation' | 'reset-password' = 'invitation') => tokens.of(page)();

  it('leave no token in the address, at no time, and hold it for their page alone', async () => {
    await harness.navigateByUrl('/invitation#token=secret');
    expect(harness.routeNativeElement?.textContent).toBe('the page');
    expect(address()).toBe('/invitation');
    expect(TestBed.inject(Router).url).toBe('/invitation');
    expect(addresses.join()).not.toContain('secret');
    expect(held()).toBe('secret');
    expect(held('reset-password')).toBeNull();
    expect(sessionStorage).toHaveLength(0);
  });

  it('take the place of one that was opened before in the same tab', async () => {
    await harness.navigateByUrl('/invitation#token=first');
    await harness.navigateByUrl('/invitation#token=second');
    expect(held()).toBe('second');
    expect(address()).toBe('/invitation');
  });

  it('keep nothing in the tab but for the way over a page that loads anew, and then once', async () => {
    tokens.hold('invitation', 'secret');
    tokens.park();
    tokens.forget('invitation');
    expect(held()).toBeNull();
    await harness.navigateByUrl('/login');
    expect(held()).toBeNull();
    await harness.navigateByUrl('/invitation');
    expect(held()).toBe('secret');
    expect(sessionStorage).toHaveLength(0);
  });

  it('are worth more than what was parked before', async () => {
    tokens.hold('invitation', 'old');
    tokens.park();
    await harness.navigateByUrl('/invitation#token=new');
    expect(held()).toBe('new');
    expect(sessionStorage).toHaveLength(0);
  });

  it('are forgotten with what was parked', () => {
    tokens.hold('invitation', 'secret');
    tokens.park();
    tokens.drop();
    tokens.unpark('invitation');
    expect(held()).toBeNull();
  });

  it('are not confused by what others left in the tab', async () => {
    for (const other of [
      'no JSON',
      'null',
      '{"page":"invitation"}',
      '{"page":"reset-password","token":"x"}',
    ]) {
      sessionStorage.setItem('nora.link', other);
      await harness.navigateByUrl('/invitation');
      expect(held()).toBeNull();
      await harness.navigateByUrl('/login');
    }
  });
});
