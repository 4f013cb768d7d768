import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import type { Resolve } from '../resolver';

const TYPE_A = 1;

/** A DNS server on loopback that answers as it is told, differently each time if it is told so. */
export class TestDns {
  /** Names asked for, in order. */
  readonly questions: string[] = [];
  /** IPv4 addresses of a name for its nth question, from 0. */
  answer: (name: string, nth: number) => string[] = () => [];

  private constructor(private readonly socket: Socket) {}

  static async start(): Promise<TestDns> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const dns = new TestDns(socket);
    socket.on('message', (query, from) => socket.send(dns.reply(query), from.port, from.address));
    return dns;
  }

  /** Asks this server and no other. */
  get resolve(): Resolve {
    const resolver = new Resolver({ timeout: 2000, tries: 1 });
    resolver.setServers([`127.0.0.1:${this.socket.address().port}`]);
    return async (hostname) => {
      const addresses = await resolver.resolve4(hostname);
      return addresses.map((address) => ({ address, family: 4 }));
    };
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }

  /** RFC 1035 §4.1: the question again, and an answer that points to its name for each address. */
  private reply(query: Buffer): Buffer {
    const labels: string[] = [];
    let at = 12;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString('ascii', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const name = labels.join('.');
    const nth = this.questions.filter((asked) => asked === name).length;
    const isA = query.readUInt16BE(at + 1) === TYPE_A;
    if (isA) this.questions.push(name);
    const addresses = isA ? this.answer(name, nth).filter(isIPv4) : [];
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(addresses.length, 6);
    head.fill(0, 8);
    const answers = addresses.map((address) =>
      Buffer.from([0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
    );
    return Buffer.concat([head, query.subarray(12, at + 5), ...answers]);
  }
}
