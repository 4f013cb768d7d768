import {
  Component,
  DestroyRef,
  ElementRef,
  ViewEncapsulation,
  booleanAttribute,
  effect,
  inject,
  input,
} from '@angular/core';

/** Milliseconds between two renderings of a text that grows. */
const PACE_MS = 80;

type Render = (text: string) => DocumentFragment;
let loading: Promise<Render> | null = null;

/** The renderer is large, and only conversations need it. */
function loadRenderer(): Promise<Render> {
  loading ??= import('./render-markdown').then(({ renderMarkdown }) => renderMarkdown);
  return loading;
}

/** Text of a model: Markdown with coloured code. It is shown as it is until the renderer is there. */
@Component({
  selector: 'nora-markdown',
  template: '',
  styleUrl: './markdown.scss',
  encapsulation: ViewEncapsulation.None,
  host: { class: 'nora-markdown' },
})
export class Markdown {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private render: Render | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private drawnAt = 0;

  readonly text = input.required<string>();
  /** While the text grows it is drawn at a pace that leaves time for other things. */
  readonly growing = input(false, { transform: booleanAttribute });

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
    effect(() => this.plan(this.text(), this.growing()));
    void loadRenderer()
      .then((render) => {
        this.render = render;
        this.draw(this.text());
      })
      .catch(() => undefined);
  }

  private plan(text: string, growing: boolean): void {
    clearTimeout(this.timer);
    const wait = growing ? Math.max(0, this.drawnAt + PACE_MS - Date.now()) : 0;
    if (wait === 0) this.draw(text);
    else this.timer = setTimeout(() => this.draw(text), wait);
  }

  private draw(text: string): void {
    this.drawnAt = Date.now();
    if (!this.render) {
      this.drawPlain(text);
      return;
    }
    const nodes = this.render(text);
    for (const code of nodes.querySelectorAll('pre')) {
      // Wide code scrolls by itself, and the keyboard has to reach it.
      code.tabIndex = 0;
      code.setAttribute('role', 'group');
      code.setAttribute('aria-label', 'Code');
    }
    this.host.replaceChildren(nodes);
  }

  private drawPlain(text: string): void {
    const paragraph = document.createElement('p');
    paragraph.textContent = text;
    this.host.replaceChildren(paragraph);
  }
}
