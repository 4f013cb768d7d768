import { Component, input, output } from '@angular/core';
import type { DeployChoice } from '@nora/data-access';

/** One of several things that exclude each other. */
export interface ChoiceView {
  id: string;
  label: string;
  description: string;
  /** True where it may be chosen unless said otherwise. */
  available?: boolean;
  /** Why it can not be chosen. */
  reason?: string | null;
  maturity?: DeployChoice['maturity'];
}

const MATURITY_WORDS: Record<DeployChoice['maturity'], string | null> = {
  ga: null,
  embedded: 'evaluation',
  experimental: 'experimental',
  planned: 'planned',
  blocked: 'not released',
};

/** A group of choices; those that can not be chosen stay visible and say why. */
@Component({
  selector: 'nora-choice-cards',
  templateUrl: './choice-cards.html',
  styleUrl: './choice-cards.scss',
})
export class ChoiceCards {
  readonly legend = input.required<string>();
  readonly name = input.required<string>();
  readonly choices = input.required<readonly ChoiceView[]>();
  readonly chosen = input.required<string>();
  readonly choose = output<string>();

  protected maturity({ maturity }: ChoiceView): string | null {
    return maturity ? MATURITY_WORDS[maturity] : null;
  }
}
