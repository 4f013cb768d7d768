import { perLocale } from './format-locale';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const number = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));

/** An amount of bytes with the unit that suits it: "812 B", "1.5 KiB", "40 MiB". */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10);
  const unit = UNITS[power] ?? 'TiB';
  return `${number().format(bytes / 1_024 ** UNITS.indexOf(unit))} ${unit}`;
}
