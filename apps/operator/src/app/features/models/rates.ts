/** A rate in USD for a million tokens, as short as it can be said: `$2.50`, `$0.075`. */
export function formatRate(rate: string): string {
  const [whole = '0', fraction = ''] = rate.split('.');
  return `$${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}
