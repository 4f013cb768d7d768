import { TestBed } from '@angular/core/testing';
import { provideNoraIcons } from '@nora/ui';

import { AvatarPicker } from './avatar-picker';
import { PictureFault, readPicture } from './picture';

jest.mock('./picture', () => ({
  ...jest.requireActual<object>('./picture'),
  readPicture: jest.fn(),
}));

const PICTURE = 'data:image/png;base64,iVBORw0KGgo=';

describe('AvatarPicker', () => {
  const read = jest.mocked(readPicture);

  function render(picture: string | null = null) {
    TestBed.configureTestingModule({ providers: [provideNoraIcons()] });
    const fixture = TestBed.createComponent(AvatarPicker);
    fixture.componentRef.setInput('name', 'Ada Lovelace');
    fixture.componentRef.setInput('picture', picture);
    fixture.detectChanges();
    const element = fixture.nativeElement as HTMLElement;
    const drop = async (...files: File[]) => {
      const event = Object.assign(new Event('drop', { cancelable: true }), { dataTransfer: { files } });
      element.querySelector('.zone')?.dispatchEvent(event);
      await fixture.whenStable();
      return event;
    };
    const button = (words: string) =>
      [...element.querySelectorAll('button')].find(({ textContent }) => textContent?.includes(words));
    return { element, drop, button, fixture };
  }

  it('takes what is dropped, and does not let the browser show it instead', async () => {
    read.mockResolvedValue(PICTURE);
    const { element, drop } = render();
    const event = await drop(new File(['x'], 'me.png', { type: 'image/png' }));
    expect(event.defaultPrevented).toBe(true);
    expect(element.querySelector('img')?.getAttribute('src')).toBe(PICTURE);
  });

  it('passes over what is dropped and is no file', async () => {
    read.mockClear();
    const { drop } = render();
    await drop();
    expect(read).not.toHaveBeenCalled();
  });

  it('says why a file became no picture, and keeps the one there is', async () => {
    read.mockRejectedValue(new PictureFault('This is no picture.'));
    const { element, drop } = render(PICTURE);
    await drop(new File(['x'], 'cv.pdf'));
    expect(element.querySelector('[role=alert]')?.textContent).toContain('This is no picture.');
    expect(element.querySelector('img')?.getAttribute('src')).toBe(PICTURE);
  });

  it('takes the picture away', async () => {
    const { element, button, fixture } = render(PICTURE);
    button('Remove picture')?.click();
    await fixture.whenStable();
    expect(element.querySelector('img')).toBeNull();
    expect(button('Remove picture')).toBeUndefined();
  });
});
