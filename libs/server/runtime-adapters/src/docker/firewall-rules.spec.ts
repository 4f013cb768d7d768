import {
  chainNames,
  chainsOf,
  isCurrent,
  jumpArguments,
  jumpsOf,
  restoreInput,
  rulesOf,
} from './firewall-rules';

const policy = {
  installationId: 'home',
  listener: [{ address: '172.17.0.1', port: 8081 }],
  protectedAddresses: [{ address: '10.0.0.7', port: 5432 }],
};
const { toHost, outward } = chainsOf('home');
const rules = rulesOf(policy);
const of = (chain: string): string[] => rules.filter((rule) => rule.startsWith(`-A ${chain} `));

/** What the firewall lists after it was given an input. */
const listing = (chain: string): string =>
  restoreInput('home', rules)
    .split('\n')
    .filter((line) => line.startsWith(`-A ${chain} `))
    .join('\n');

describe('rulesOf', () => {
  it('lets replies, Nora and names through to the host and nothing else', () => {
    expect(of(toHost)).toEqual([
      `-A ${toHost} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
      `-A ${toHost} -d 172.17.0.1/32 -p tcp -m tcp --dport 8081 -j ACCEPT`,
      `-A ${toHost} -p udp -m udp --dport 53 -j ACCEPT`,
      `-A ${toHost} -p tcp -m tcp --dport 53 -j ACCEPT`,
      `-A ${toHost} -j REJECT`,
    ]);
  });

  it('refuses metadata addresses and data stores outward, and leaves the rest to the engine', () => {
    expect(of(outward).filter((rule) => rule.endsWith('REJECT'))).toEqual([
      ...['169.254.0.0/16', '100.100.100.200/32', '168.63.129.16/32'].map(
        (block) => `-A ${outward} -d ${block} -j REJECT`,
      ),
      `-A ${outward} -d 10.0.0.7/32 -p tcp -m tcp --dport 5432 -j REJECT`,
    ]);
    expect(of(outward).some((rule) => rule.endsWith('ACCEPT'))).toBe(false);
  });
});

describe('chains', () => {
  it('have names of the installation that Linux accepts', () => {
    for (const name of chainNames('an-installation-with-a-long-name-of-its-own')) {
      expect(name.length).toBeLessThanOrEqual(28);
    }
    expect(chainNames('home')).not.toEqual(chainNames('away'));
  });

  it('are entered by bridges of the installation', () => {
    const [first] = jumpsOf('home');
    expect(first && jumpArguments(first, 'n12345-+')).toEqual(['INPUT', '-i', 'n12345-+', '-j', toHost]);
  });
});

describe('isCurrent', () => {
  it('knows the wanted rules', () => {
    expect(chainNames('home').every((chain) => isCurrent(listing(chain), chain, rules))).toBe(true);
  });

  it.each([
    ['an absent chain', ''],
    ['an emptied chain', `-N ${toHost}`],
    ['a chain that lost a rule', listing(toHost).split('\n').slice(0, -1).join('\n')],
    ['a chain with a rule too many', `${listing(toHost)}\n-A ${toHost} -j ACCEPT`],
  ])('does not take %s for them', (_, found) => {
    expect(isCurrent(found, toHost, rules)).toBe(false);
  });

  it('does not take the rules of another policy for them', () => {
    const other = rulesOf({ ...policy, listener: [{ address: '172.17.0.1', port: 8082 }] });
    expect(isCurrent(listing(toHost), toHost, other)).toBe(false);
  });
});
