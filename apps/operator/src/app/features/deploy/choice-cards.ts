import { Component, input, output } from '@angular/core';
import type { DeployChoice } from '@nora/data-access';

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
  readonly choices = input.required<readonly DeployChoice[]>();
  readonly chosen = input.required<string>();
  readonly choose = output<string>();

  protected maturity(choice: DeployChoice): string | null {
    return MATURITY_WORDS[choice.maturity];
  }
}
