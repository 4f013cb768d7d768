const STEP = 1024;
const UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;

/** A size in bytes, in words. */
export function fileSize(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= STEP && unit < UNITS.length - 1) [size, unit] = [size / STEP, unit + 1];
  return `${size >= 10 || unit === 0 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit] ?? 'B'}`;
}
