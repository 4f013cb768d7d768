import { TestBed } from '@angular/core/testing';

import { provideNoraIcons } from '../icons/provide-nora-icons';
import type { LogEntryView } from './log-entry';
import { LogViewer } from './log-viewer';

const ENTRIES: LogEntryView[] = [
  { kind: 'line', at: '2026-01-02T03:04:05.678Z', stream: 'stdout', level: 'info', text: 'all  is well' },
  { kind: 'note', gap: true, text: '12 lines are missing here' },
  { kind: 'line', at: null, stream: 'stderr', level: 'error', text: 'all is lost' },
];

describe('LogViewer', () => {
  beforeEach(() => {
    Object.assign(globalThis, {
      ResizeObserver: class {
        observe = jest.fn();
        disconnect = jest.fn();
      },
    });
    // jsdom does not scroll.
    Element.prototype.scrollTo = jest.fn();
    TestBed.configureTestingModule({ providers: [provideNoraIcons()] });
  });

  function create(entries: LogEntryView[]) {
    const fixture = TestBed.createComponent(LogViewer);
    const set = (name: string, value: unknown) => fixture.componentRef.setInput(name, value);
    set('entries', entries);
    set('state', 'live');
    set('downloadUrl', '/log');
    fixture.detectChanges();
    return { fixture, set, element: fixture.nativeElement as HTMLElement };
  }

  it('counts lines, not what is said between them', () => {
    const { fixture, set, element } = create(ENTRIES);
    const counted = () => element.querySelector('.count')?.textContent?.trim();
    expect(counted()).toBe('2 lines');
    set('level', 'warn');
    fixture.detectChanges();
    expect(counted()).toBe('1 of 2 lines');
    set('filter', 'nothing of that');
    fixture.detectChanges();
    expect(element.textContent).toContain('No line contains “nothing of that”.');
  });

  it('says that it waits before it says that there is nothing', () => {
    const { fixture, set, element } = create([]);
    expect(element.textContent).toContain('The agent has not written anything yet.');
    set('state', 'connecting');
    fixture.detectChanges();
    expect(element.textContent).toContain('Waiting for the first lines…');
  });

  it('offers a level, and the file as it is narrowed', () => {
    const { fixture, element } = create(ENTRIES);
    const select = element.querySelector('select');
    if (select) select.value = 'error';
    select?.dispatchEvent(new Event('change'));
    fixture.detectChanges();
    expect(fixture.componentInstance.level()).toBe('error');
    const link = element.querySelector('a');
    expect(link?.getAttribute('href')).toBe('/log');
    expect(link?.textContent).toContain('Download these');
  });
});
