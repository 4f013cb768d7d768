import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';

import { Entrance } from './entrance';

const heading = signal('One');
const box = signal(false);

@Component({
  imports: [Entrance],
  template: `<nora-entrance [heading]="heading()">
    @if (box()) {
      <input cdkFocusInitial />
    }
  </nora-entrance>`,
})
class Page {
  protected readonly heading = heading;
  protected readonly box = box;
}

describe('Entrance', () => {
  it('leaves the focus alone at first, and reads out what the page becomes', async () => {
    const fixture = TestBed.createComponent(Page);
    document.body.append(fixture.nativeElement as HTMLElement);
    await fixture.whenStable();
    expect(document.activeElement).toBe(document.body);

    heading.set('Two');
    await fixture.whenStable();
    expect(document.activeElement?.textContent).toBe('Two');

    heading.set('Three');
    box.set(true);
    await fixture.whenStable();
    expect(document.activeElement?.tagName).toBe('INPUT');
  });
});
