/** An amount as the tables keep it: six decimals, no needless zeros before. */
export function decimal(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  return `${whole.replace(/^0+(?=\d)/, '')}.${fraction.padEnd(6, '0')}`;
}
