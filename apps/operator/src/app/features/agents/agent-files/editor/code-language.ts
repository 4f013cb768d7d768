import { LanguageDescription } from '@codemirror/language';
import { languages } from '@codemirror/language-data';
import type { Extension } from '@codemirror/state';

/** Larger texts are shown without colours, so that typing stays quick. */
const COLOURED_LENGTH = 1_000_000;

/** What knows the language of a file by its name; nothing where none does, or it cannot be loaded. */
export async function languageOf(name: string, length: number): Promise<Extension> {
  const found = length > COLOURED_LENGTH ? null : LanguageDescription.matchFilename(languages, name);
  try {
    return found ? await found.load() : [];
  } catch {
    // A newer release may have taken the file's place; text without colours is text as well.
    return [];
  }
}
