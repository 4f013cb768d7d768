/** Where the corpus puts the port of a server on loopback, which none of these may reach. */
export const PORT = '{port}';

/** Ways to write an address that must not be called, by the trick that is tried. */
export const REFUSED_URLS: Record<string, string[]> = {
  'loopback and names of it': [
    ...[`http://127.0.0.1:${PORT}/`, `http://127.0.0.2:${PORT}/`, `http://127.255.255.254:${PORT}/`],
    ...[`http://localhost:${PORT}/`, `http://LOCALHOST:${PORT}/`, `http://localhost.:${PORT}/`],
  ],
  'nowhere, which is here': [`http://0.0.0.0:${PORT}/`, `http://0:${PORT}/`, `http://0.1.2.3:${PORT}/`],
  decimal: [`http://2130706433:${PORT}/`, 'http://3232235777/', 'http://2852039166/latest/meta-data/'],
  octal: [`http://0177.0.0.1:${PORT}/`, `http://017700000001:${PORT}/`, 'http://0300.0250.0.1/'],
  hexadecimal: [`http://0x7f.0.0.1:${PORT}/`, `http://0x7f000001:${PORT}/`, 'http://0xA9FEA9FE/'],
  'mixed and short': [
    ...[`http://127.1:${PORT}/`, `http://127.0.1:${PORT}/`, `http://0x7f.1:${PORT}/`, 'http://10.1/'],
    ...['http://192.168.257/', `http://127.0.0.0x1:${PORT}/`],
  ],
  'other letters': [
    ...[`http://①②⑦.⓪.⓪.①:${PORT}/`, `http://127。0。0。1:${PORT}/`, `http://ｌｏｃａｌｈｏｓｔ:${PORT}/`],
    ...[`http://%31%32%37.0.0.1:${PORT}/`, `http://127.0.0.1%2f@example.org:${PORT}/`],
  ],
  'private networks': [
    ...['http://10.0.0.1/', 'http://10.255.255.255/', 'http://172.16.0.1/', 'http://172.31.255.254/'],
    ...['http://192.168.0.1/', 'https://192.168.1.254/'],
  ],
  'carrier-grade NAT': ['http://100.64.0.1/', 'http://100.127.255.254/', 'http://100.100.100.200/'],
  'link-local and metadata': [
    ...['http://169.254.169.254/latest/meta-data/', 'http://169.254.170.2/', 'http://169.254.0.1/'],
    ...['http://168.63.129.16/', 'http://[fe80::1]/', 'http://[fd00:ec2::254]/', 'http://[fd20:ce::254]/'],
  ],
  'set aside': [
    ...['http://192.0.0.1/', 'http://192.0.2.1/', 'http://198.51.100.1/', 'http://203.0.113.1/'],
    ...['http://198.18.0.1/', 'http://192.88.99.1/', 'http://240.0.0.1/', 'http://255.255.255.255/'],
    ...['http://224.0.0.1/', 'http://239.255.255.250/', 'http://[ff02::1]/', 'http://[2001:db8::1]/'],
  ],
  "IPv6 of one's own": [
    ...[`http://[::1]:${PORT}/`, `http://[0:0:0:0:0:0:0:1]:${PORT}/`, `http://[::]:${PORT}/`],
    ...['http://[fc00::1]/', 'http://[fd12:3456::1]/', 'http://[fec0::1]/'],
  ],
  'IPv4 mapped': [
    ...[`http://[::ffff:127.0.0.1]:${PORT}/`, `http://[::ffff:7f00:1]:${PORT}/`, 'http://[::ffff:10.0.0.1]/'],
    ...[`http://[0:0:0:0:0:ffff:127.0.0.1]:${PORT}/`, 'http://[::ffff:169.254.169.254]/'],
  ],
  'IPv4 compatible': [`http://[::127.0.0.1]:${PORT}/`, 'http://[::10.0.0.1]/', 'http://[::a9fe:a9fe]/'],
  'IPv4 translated': ['http://[::ffff:0:127.0.0.1]/', 'http://[::ffff:0:a00:1]/'],
  NAT64: [
    ...['http://[64:ff9b::127.0.0.1]/', 'http://[64:ff9b::a9fe:a9fe]/', 'http://[64:ff9b::10.0.0.1]/'],
    ...['http://[64:ff9b:1::10.0.0.1]/', 'http://[64:ff9b:1::1]/'],
  ],
  '6to4': ['http://[2002:7f00:1::]/', 'http://[2002:a9fe:a9fe::1]/', 'http://[2002:a00:1::1]/'],
  Teredo: [
    'http://[2001:0:7f00:1::]/',
    'http://[2001::f5ff:fffe]/',
    'http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/',
  ],
  ISATAP: ['http://[2606:4700::5efe:10.0.0.1]/', 'http://[2606:4700::200:5efe:127.0.0.1]/'],
  'zone ids': ['http://[fe80::1%25eth0]/', 'http://[::1%25lo]/', 'http://[fe80::1%eth0]/'],
  'user names': [
    ...['http://somebody@example.org/', 'http://somebody:secret@example.org/', 'http://:secret@example.org/'],
    ...[`http://example.org@127.0.0.1:${PORT}/`, `http://127.0.0.1:${PORT}@example.org/`],
    ...[`http://127.0.0.1:${PORT}\\@example.org/`],
  ],
  ports: [
    ...[
      'http://example.org:22/',
      'http://example.org:25/',
      'http://example.org:6379/',
      'http://example.org:5432/',
    ],
    ...[
      'http://example.org:2375/',
      'http://example.org:10250/',
      'https://example.org:993/',
      'http://example.org:0/',
    ],
    ...['http://example.org:65536/', 'http://example.org:11211/'],
  ],
  schemes: [
    ...['file:///etc/passwd', 'ftp://example.org/', 'gopher://127.0.0.1:6379/_INFO', 'data:text/plain,hello'],
    ...[
      'dict://127.0.0.1:11211/stats',
      'javascript:alert(1)',
      'ws://example.org/',
      'unix:/var/run/docker.sock',
    ],
    ...['blob:http://example.org/x', 'jar:http://example.org!/', '//example.org/', 'example.org', ''],
  ],
  'odd hosts': [
    'http:///10.0.0.1/',
    'http://exa mple.org/',
    'http://[::1/',
    'http://a<b.example/',
    'http://*.example.org/',
  ],
};
