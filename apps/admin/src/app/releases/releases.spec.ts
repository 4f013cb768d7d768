import { Clipboard } from '@angular/cdk/clipboard';
import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { ReleasesDto } from '@nora/api-client';
import { provideNoraUi } from '@nora/ui';

import { Releases } from './releases';

const FEED = { url: 'https://example.test/releases.json', checkHours: 24, checkedAt: null, problem: null };
const NONE: ReleasesDto = {
  ...{ version: '1.0.0', commit: null, topology: null, newer: [], next: null, guides: [] },
  feed: { ...FEED, url: null },
};
const NEWER: ReleasesDto = {
  ...{ ...NONE, feed: { ...FEED, checkedAt: '2026-03-01T10:00:00.000Z' }, next: '1.1.0' },
  newer: [
    {
      ...{ version: '2.0.0', date: '2026-02-01', notes: '<b>All</b> new.', security: false },
      ...{ upgradeFrom: '1.1.0', reachable: false },
    },
    {
      ...{ version: '1.1.0', date: '2026-01-01', notes: 'Safer.', security: true },
      ...{ upgradeFrom: null, reachable: true },
    },
  ],
  guides: [
    { topology: 'embedded', steps: [{ text: 'Start it.', commands: ['./nora up'] }] },
    { topology: 'compose', steps: [{ text: 'Build it.', commands: ['one', 'two'] }] },
  ],
};

describe('Releases', () => {
  const copy = jest.fn(() => true);
  let server: HttpTestingController;
  let fixture: ComponentFixture<Releases>;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideNoraUi(),
        provideRouter([]),
        { provide: Clipboard, useValue: { copy } },
      ],
    });
    server = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(Releases);
  });

  const host = () => fixture.nativeElement as HTMLElement;
  const text = () => host().textContent?.replace(/\s+/g, ' ') ?? '';
  const button = (name: string) =>
    [...host().querySelectorAll('button')].find((one) => one.textContent?.includes(name));
  const answer = async (releases: ReleasesDto, path = '/api/admin/releases') => {
    server.expectOne(path).flush(releases);
    await fixture.whenStable();
    fixture.detectChanges();
  };

  it('says how to switch the feed on where there is none', async () => {
    await answer(NONE);
    expect(text()).toContain('RELEASE_FEED_URL');
    expect(button('Look now')).toBeUndefined();
  });

  it('names the commit by its beginning, as everybody does', async () => {
    await answer({ ...NONE, commit: 'ca2f51865c9aa7db27021340502bbae9554865f3' });
    expect(host().querySelector('nora-copyable-id')?.textContent?.trim()).toMatch(/^ca2f5186/);
  });

  it('shows what is newer as text, and leads over what cannot be reached at once', async () => {
    await answer(NEWER);
    expect(text()).toContain('<b>All</b> new.');
    expect(text()).toContain('from 1.1.0 on');
    expect(text()).toContain('Upgrade to 1.1.0');
    expect(text()).toContain('./nora up');
    fixture.componentRef.setInput('way', 'compose');
    fixture.detectChanges();
    button('Copy')?.click();
    expect(copy).toHaveBeenCalledWith('one\ntwo\n');
  });

  it('has the server look now, and tells when that failed', async () => {
    await answer(NEWER);
    button('Look now')?.click();
    await answer(
      { ...NEWER, feed: { ...NEWER.feed, problem: 'It is not JSON.' } },
      '/api/admin/releases/check',
    );
    expect(text()).toContain('failed: It is not JSON. What was known before is shown.');
  });
});
