import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideNoraIcons } from '@nora/ui';
import { ChatComposer, type Said } from './chat-composer';

describe('ChatComposer', () => {
  let fixture: ComponentFixture<ChatComposer>;
  let said: Said[];
  const area = () => (fixture.nativeElement as HTMLElement).querySelector('textarea') as HTMLTextAreaElement;
  const enter = (text: string) => {
    area().value = text;
    area().dispatchEvent(new Event('input'));
  };
  const press = (key: string) =>
    area().dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: [provideNoraIcons()] });
    fixture = TestBed.createComponent(ChatComposer);
    fixture.componentRef.setInput('ready', true);
    fixture.componentRef.setInput('answering', false);
    fixture.componentRef.setInput('placeholder', 'Message the agent');
    said = [];
    fixture.componentInstance.said.subscribe((one) => said.push(one));
    await fixture.whenStable();
  });

  it('is empty after sending, also when text and Enter came in one frame', async () => {
    enter('Hello');
    press('Enter');
    await fixture.whenStable();
    expect(said.map(({ text }) => text)).toEqual(['Hello']);
    expect(area().value).toBe('');
  });

  it('keeps what is written while the agent answers', async () => {
    fixture.componentRef.setInput('answering', true);
    enter('Next');
    press('Enter');
    await fixture.whenStable();
    expect(said).toEqual([]);
    expect(area().value).toBe('Next');
  });
});
