import { provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { type ChatSession, KeysetList } from '@nora/data-access';

import { SessionList } from './session-list';

const session = (key: string, title: string | null): ChatSession => ({
  ...{ key, title, preview: 'Last words', updatedAt: null, running: false, model: null },
});

async function render(sessions: ChatSession[], { canChange = true, filter = '' } = {}) {
  TestBed.configureTestingModule({ providers: [provideRouter([]), provideHttpClient()] });
  const list = new KeysetList<{ agentId: string; q: string }, ChatSession>(
    () => Promise.resolve({ items: sessions, nextCursor: null }),
    ({ key }) => key,
  );
  await list.show({ agentId: 'a', q: '' });
  const fixture = TestBed.createComponent(SessionList);
  for (const [name, value] of Object.entries({ list, open: 'k1', canChange, filter })) {
    fixture.componentRef.setInput(name, value);
  }
  fixture.detectChanges();
  const element = fixture.nativeElement as HTMLElement;
  document.body.append(element);
  return { fixture, element, box: () => element.querySelector<HTMLInputElement>('input[type=search]') };
}

const many = Array.from({ length: 7 }, (_, index) => session(`k${index}`, `Talk ${index}`));

describe('SessionList', () => {
  it('names conversations by their title, or by what was said last, and marks the open one', async () => {
    const { element } = await render([session('k1', 'Milk'), session('k2', null)]);
    const links = [...element.querySelectorAll('li a')];
    expect(links.map((link) => link.querySelector('.title')?.textContent)).toEqual(['Milk', 'Last words']);
    expect(links.map((link) => link.getAttribute('aria-current'))).toEqual(['true', null]);
  });

  it('offers no change to those who may only read', async () => {
    const { element } = await render([session('k1', 'Milk')], { canChange: false });
    expect(element.querySelector('button')).toBeNull();
    expect(element.textContent).not.toContain('New');
  });

  it('filters where there are many, and takes the slash for it', async () => {
    expect((await render(many.slice(0, 3))).box()).toBeNull();
    TestBed.resetTestingModule();
    const { box, fixture } = await render(many);
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }));
    expect(document.activeElement).toBe(box());
    const asked: string[] = [];
    fixture.componentInstance.filterChange.subscribe((text) => asked.push(text));
    const field = box();
    if (!field) throw new Error('there is no filter');
    field.value = 'milk';
    field.dispatchEvent(new Event('input'));
    expect(asked).toEqual(['milk']);
  });

  it('says that nothing has what is looked for', async () => {
    const { element, box } = await render([], { filter: 'zzz' });
    expect(element.textContent).toContain('None has this in its title.');
    expect(box()).not.toBeNull();
  });
});
