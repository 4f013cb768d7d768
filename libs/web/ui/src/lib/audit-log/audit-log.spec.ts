import { type ComponentFixture, TestBed } from '@angular/core/testing';

import { provideNoraIcons } from '../icons/provide-nora-icons';
import type { AuditEntryView } from './audit-entry';
import { type AuditFilter, NO_AUDIT_FILTER } from './audit-filter';
import { AuditLog } from './audit-log';

const WORKSPACE = '01900000-0000-7000-8000-0000000000aa';
const ENTRY: AuditEntryView = {
  ...{ id: '01900000-0000-7000-8000-000000000001', sequence: '42', createdAt: '2026-03-01T12:00:00.000Z' },
  ...{ workspaceId: WORKSPACE, actorType: 'user', actorId: '01900000-0000-7000-8000-0000000000bb' },
  ...{ actorLabel: 'Ada', onBehalfOfId: null, action: 'member.change', resourceType: 'member' },
  ...{ resourceId: 'member-1', outcome: 'allowed', correlationId: 'request-1', address: '192.0.2.1' },
  ...{ details: { reason: 'asked' }, before: { role: 'viewer' }, after: { role: 'editor' } },
  ...{ hash: 'ab'.repeat(32), previousHash: 'cd'.repeat(32) },
};

describe('AuditLog', () => {
  let fixture: ComponentFixture<AuditLog>;
  let filters: AuditFilter[];
  let opened: (string | null)[];

  function render(inputs: Partial<Record<keyof AuditLog, unknown>> = {}): HTMLElement {
    TestBed.configureTestingModule({ providers: [provideNoraIcons()] });
    fixture = TestBed.createComponent(AuditLog);
    const all = {
      ...{ entries: [ENTRY], filter: NO_AUDIT_FILTER, loaded: true, loading: false, more: false },
      ...{ problem: null, openId: null, exportRoute: '/api/admin/audit/export', ...inputs },
    };
    for (const [name, value] of Object.entries(all)) fixture.componentRef.setInput(name, value);
    filters = [];
    opened = [];
    fixture.componentInstance.filtered.subscribe((filter) => filters.push(filter));
    fixture.componentInstance.opened.subscribe((id) => opened.push(id));
    fixture.detectChanges();
    return fixture.nativeElement as HTMLElement;
  }

  const button = (element: HTMLElement, text: string) =>
    [...element.querySelectorAll('button')].find(({ textContent }) => textContent.includes(text));

  it('shows an entry in a line, and asks its page to unfold and to fold it', () => {
    const element = render();
    expect(element.textContent).toContain('member.change');
    expect(element.textContent).toContain('Ada');
    expect(element.textContent).not.toContain(ENTRY.hash);
    element.querySelector<HTMLButtonElement>('.toggle')?.click();
    fixture.componentRef.setInput('openId', ENTRY.id);
    fixture.detectChanges();
    element.querySelector<HTMLButtonElement>('.toggle')?.click();
    expect(opened).toEqual([ENTRY.id, null]);
  });

  it('shows what changed, the details and the place in the chain of the open entry', () => {
    const element = render({ openId: ENTRY.id });
    expect(element.querySelector('del')?.textContent).toContain('viewer');
    expect(element.querySelector('ins')?.textContent).toContain('editor');
    for (const text of ['reason', 'asked', '42', ENTRY.hash, ENTRY.previousHash]) {
      expect(element.textContent).toContain(text);
    }
  });

  it('says of an entry that is not in the chain yet that it is not', () => {
    const element = render({
      entries: [{ ...ENTRY, sequence: null, hash: null, previousHash: null }],
      openId: ENTRY.id,
    });
    expect(element.textContent).toContain('Not in the chain yet');
  });

  it('narrows to what the open entry has in common with others', () => {
    const element = render({ openId: ENTRY.id });
    button(element, 'By this actor')?.click();
    button(element, 'On this resource')?.click();
    expect(button(element, 'In this workspace')).toBeUndefined();
    expect(filters).toEqual([
      { ...NO_AUDIT_FILTER, actorId: ENTRY.actorId },
      { ...NO_AUDIT_FILTER, resourceType: 'member', resourceId: 'member-1' },
    ]);
  });

  it('names the workspace of an entry where several are shown', () => {
    const element = render({ openId: ENTRY.id, workspaceNames: new Map([[WORKSPACE, 'Payments']]) });
    expect(element.textContent).toContain('Payments');
    button(element, 'In this workspace')?.click();
    expect(filters).toEqual([{ ...NO_AUDIT_FILTER, workspaceId: WORKSPACE }]);
  });

  it('narrows to one of the workspaces, and shows the chosen one even when nobody knows its name', () => {
    const unknown = '01900000-0000-7000-8000-0000000000ff';
    const names = new Map([
      [WORKSPACE, 'Payments'],
      ['01900000-0000-7000-8000-0000000000ee', 'Archive'],
    ]);
    const filter = { ...NO_AUDIT_FILTER, workspaceId: unknown };
    const element = render({ filter, workspaceNames: names });
    const field = element.querySelector<HTMLSelectElement>('.workspace select');
    if (!field) throw new Error('there is no field');
    const options = [...field.options].map(({ text }) => text.trim());
    expect(options).toEqual(['Any', '…000000ff', 'Archive', 'Payments']);
    expect(field.value).toBe(unknown);
    field.value = '';
    field.dispatchEvent(new Event('change'));
    field.value = WORKSPACE;
    field.dispatchEvent(new Event('change'));
    expect(filters.map(({ workspaceId }) => workspaceId)).toEqual([null, WORKSPACE]);
  });

  it('has no field for the workspace where all entries are of one', () => {
    expect(render().querySelector('.workspace')).toBeNull();
  });

  it('takes a word as the beginning of actions, and asks once', () => {
    const element = render();
    const box = element.querySelector<HTMLInputElement>('input[type=search]');
    if (!box) throw new Error('there is no box');
    box.value = 'Member';
    box.dispatchEvent(new Event('change'));
    expect(filters).toEqual([{ ...NO_AUDIT_FILTER, action: 'member.' }]);
    fixture.componentRef.setInput('filter', filters[0]);
    fixture.detectChanges();
    box.dispatchEvent(new Event('change'));
    expect(filters).toHaveLength(1);
  });

  it('exports what the filter shows', () => {
    const element = render({ filter: { ...NO_AUDIT_FILTER, action: 'member.' } });
    const hrefs = [...element.querySelectorAll('a')].map((link) => link.getAttribute('href'));
    expect(hrefs).toEqual([
      '/api/admin/audit/export?format=csv&action=member.',
      '/api/admin/audit/export?format=jsonl&action=member.',
    ]);
  });

  it('offers the way back from a filter that nothing fits', () => {
    const element = render({ entries: [], filter: { ...NO_AUDIT_FILTER, outcome: 'refused' } });
    expect(element.textContent).toContain('No entry matches');
    button(element, 'Clear the filter')?.click();
    expect(filters).toEqual([NO_AUDIT_FILTER]);
  });
});
