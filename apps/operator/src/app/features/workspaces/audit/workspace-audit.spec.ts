import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { LiveEvents, WorkspacesStore } from '@nora/data-access';
import { provideNoraIcons } from '@nora/ui';
import { Subject } from 'rxjs';

import { WorkspaceAudit } from './workspace-audit';

const LIST = '/api/workspaces/team/audit';

describe('WorkspaceAudit', () => {
  let allowed: boolean;
  let server: HttpTestingController;
  let harness: RouterTestingHarness;

  beforeEach(async () => {
    allowed = true;
    TestBed.configureTestingModule({
      providers: [
        provideNoraIcons(),
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter(
          [{ path: 'workspaces/:workspaceId/audit', component: WorkspaceAudit }],
          withComponentInputBinding(),
        ),
        { provide: WorkspacesStore, useValue: { can: () => allowed } },
        { provide: LiveEvents, useValue: { events: new Subject(), resync: new Subject() } },
      ],
    });
    server = TestBed.inject(HttpTestingController);
    harness = await RouterTestingHarness.create();
  });
  afterEach(() => server.verify());

  const element = () => harness.routeNativeElement as HTMLElement;

  async function answer(params: Record<string, string>): Promise<void> {
    const call = server.expectOne(({ url }) => url === LIST);
    const sent = call.request.params;
    expect(Object.fromEntries(sent.keys().map((key) => [key, sent.get(key)]))).toEqual({
      limit: '50',
      ...params,
    });
    call.flush({ items: [], nextCursor: null });
    await new Promise((resolve) => setTimeout(resolve));
    harness.detectChanges();
  }

  it('asks what the address says, and nothing about another workspace', async () => {
    await harness.navigateByUrl(
      `/workspaces/team/audit?action=agent.&workspaceId=${'0'.repeat(8)}&nonsense=1`,
    );
    await answer({ action: 'agent.' });
    expect(element().textContent).toContain('No entry matches');
  });

  it('puts a new filter into the address in place of the old one, and asks once', async () => {
    await harness.navigateByUrl('/workspaces/team/audit?action=agent.&outcome=refused&entry=x');
    await answer({ action: 'agent.', outcome: 'refused' });
    const button = [...element().querySelectorAll('button')].find(({ textContent }) =>
      textContent.includes('Clear the filter'),
    );
    button?.click();
    await harness.fixture.whenStable();
    expect(TestBed.inject(Router).url).toBe('/workspaces/team/audit');
    await answer({});
  });

  it('asks nothing for those who may not see it, and says what they need', async () => {
    allowed = false;
    await harness.navigateByUrl('/workspaces/team/audit');
    expect(element().textContent).toContain('for the admin role');
  });
});
