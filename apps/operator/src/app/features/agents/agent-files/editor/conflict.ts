import type { TextContent } from './text-content';

/** Two people have changed the same file. */
export type Conflict =
  | {
      kind: 'changed';
      mine: string;
      theirs: TextContent;
      /** Both changes put together; mine where they collide. */
      merged: string;
      /** Places in which they collide; null where it could not be found out. */
      collisions: number | null;
    }
  /** It was deleted meanwhile, or is no text any more. */
  | { kind: 'deleted' | 'binary'; mine: string; theirs: null };

/** Finds out what both have made of a text. */
export async function conflictOf(
  base: TextContent,
  mine: string,
  theirs: TextContent | null,
): Promise<Conflict> {
  if (!theirs) return { kind: 'deleted', mine, theirs };
  const { mergeTexts } = await import('./three-way');
  const put = mergeTexts(base.text, mine, theirs.text);
  return {
    ...{ kind: 'changed', mine, theirs },
    merged: put?.text ?? mine,
    collisions: put?.collisions ?? null,
  };
}

/** What the merged text is, in words. */
export function mergedWords(collisions: number | null): string {
  if (collisions === null)
    return 'The file is too large to put both together: the text to be saved is yours.';
  if (collisions === 0)
    return 'Your changes and theirs are in different places: the text to be saved has both.';
  const places = collisions === 1 ? 'one place' : `${collisions} places`;
  return `In ${places} both have changed the same lines: there the text to be saved has yours.`;
}
