/** Where dates and numbers are written differently enough to choose from; any other tag stays as the account has it. */
const TAGS: readonly string[] = [
  ...['ar-EG', 'bg-BG', 'bn-BD', 'ca-ES', 'cs-CZ', 'da-DK', 'de-AT', 'de-CH', 'de-DE', 'el-GR'],
  ...['en-AU', 'en-CA', 'en-GB', 'en-IE', 'en-IN', 'en-US', 'en-ZA', 'es-AR', 'es-ES', 'es-MX'],
  ...['et-EE', 'fa-IR', 'fi-FI', 'fr-BE', 'fr-CA', 'fr-CH', 'fr-FR', 'he-IL', 'hi-IN', 'hr-HR'],
  ...['hu-HU', 'id-ID', 'it-CH', 'it-IT', 'ja-JP', 'ko-KR', 'lt-LT', 'lv-LV', 'nb-NO', 'nl-BE'],
  ...['nl-NL', 'pl-PL', 'pt-BR', 'pt-PT', 'ro-RO', 'ru-RU', 'sk-SK', 'sl-SI', 'sr-RS', 'sv-SE'],
  ...['th-TH', 'tr-TR', 'uk-UA', 'vi-VN', 'zh-CN', 'zh-HK', 'zh-TW'],
];

/** A manner of writing that can be chosen. */
export interface LocaleChoice {
  tag: string;
  /** In the language itself. */
  label: string;
}

/** What can be chosen, by name; what the account has is among them. */
export function localeChoices(present: string | null): LocaleChoice[] {
  const tags = present === null || TAGS.includes(present) ? TAGS : [present, ...TAGS];
  return tags
    .map((tag) => ({ tag, label: nameOf(tag) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'));
}

/** A date and a number as they are written there. */
export function sampleOf(locale: string | null, moment: Date): string {
  const tag = locale ?? undefined;
  const date = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(moment);
  return `${date} · ${new Intl.NumberFormat(tag).format(12_345.6)}`;
}

/** The tag that the browser goes by. */
export function browserLocale(): string {
  return new Intl.DateTimeFormat().resolvedOptions().locale;
}

function nameOf(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}
