import { Clipboard } from '@angular/cdk/clipboard';
import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { provideNoraUi } from '@nora/ui';

import { sampleReport } from '../../testing/samples';
import { Health } from './health';

describe('Health', () => {
  const copy = jest.fn(() => true);
  let server: HttpTestingController;
  let fixture: ComponentFixture<Health>;

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
    fixture = TestBed.createComponent(Health);
    fixture.detectChanges();
  });

  const host = () => fixture.nativeElement as HTMLElement;
  const text = () => host().textContent?.replace(/\s+/g, ' ') ?? '';
  const button = (name: string) =>
    [...host().querySelectorAll('button')].find((one) => one.textContent?.includes(name));
  const answer = async (report = sampleReport()) => {
    server.expectOne('/api/admin/health').flush(report);
    await fixture.whenStable();
    fixture.detectChanges();
  };

  it('shows the worst first, each with what to do and the page for it', async () => {
    expect(host().querySelector('nora-skeleton')).not.toBeNull();
    await answer();
    expect([...host().querySelectorAll('h3')].map((one) => one.textContent)).toEqual([
      'Backup worker',
      'PostgreSQL',
    ]);
    expect(text()).toContain('What to do: Start it.');
    expect(host().querySelector('li a')?.getAttribute('href')).toBe('/queues?queue=deployments&state=failed');
  });

  it('leaves out what is well when asked to', async () => {
    fixture.componentRef.setInput('show', 'trouble');
    await answer();
    expect([...host().querySelectorAll('h3')].map((one) => one.textContent)).toEqual(['Backup worker']);
    const report = sampleReport();
    button('Look again')?.click();
    await answer({ ...report, state: 'ok', checks: report.checks.slice(1) });
    expect(text()).toContain('Nothing needs attention');
  });

  it('hands the report on as text', async () => {
    await answer();
    button('Copy the report')?.click();
    expect(copy).toHaveBeenCalledWith(expect.stringContaining('FAILED   Backup worker: None has been seen.'));
  });

  it('leads to the runbook where the documentation has an address, and copies its path where it has none', async () => {
    await answer({ ...sampleReport(), docsUrl: 'https://forge.example.com/nora/blob/v1' });
    const leads = [...host().querySelectorAll<HTMLAnchorElement>('li a[target=_blank]')].map(
      ({ href }) => href,
    );
    expect(leads[0]).toBe('https://forge.example.com/nora/blob/v1/docs/runbooks.md#backup-worker');
    expect(leads).not.toContainEqual(expect.stringContaining('#postgresql'));
    button('Look again')?.click();
    await answer();
    expect(host().querySelector('li a[target=_blank]')).toBeNull();
    host()
      .querySelector<HTMLButtonElement>('li button[aria-label^="docs/runbooks.md#backup-worker"]')
      ?.click();
    expect(copy).toHaveBeenLastCalledWith('docs/runbooks.md#backup-worker');
  });

  it('says where else to look when the API does not answer', async () => {
    server.expectOne('/api/admin/health').flush({}, { status: 503, statusText: 'Unavailable' });
    await fixture.whenStable();
    fixture.detectChanges();
    expect(text()).toContain('./nora doctor');
  });
});
