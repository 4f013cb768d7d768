import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Docker from 'dockerode';
import { changesOf, watchEngine } from './events';
import { objectName } from './names';

const AGENT = '01890000-0000-7000-8000-000000000001';
const OTHER = '01890000-0000-7000-8000-000000000002';
const name = objectName('home', AGENT);

describe('changesOf', () => {
  it.each([
    ['container', 'die', { ID: 'abc', Attributes: { name } }],
    ['network', 'disconnect', { ID: 'abc', Attributes: { name, container: 'def', type: 'bridge' } }],
    ['volume', 'destroy', { ID: name, Attributes: { driver: 'local' } }],
  ])('finds the agent of a %s by its name', (Type, Action, Actor) => {
    expect(changesOf('home', { Type, Action, Actor })).toEqual([
      { agentId: AGENT, what: `${Type} ${Action}` },
    ]);
  });

  it('tells of both agents when a container takes another name', () => {
    const Attributes = { name: objectName('home', OTHER), oldName: `/${name}` };
    const changes = changesOf('home', { Type: 'container', Action: 'rename', Actor: { Attributes } });
    expect(changes.map(({ agentId }) => agentId)).toEqual([OTHER, AGENT]);
  });

  it.each([
    { Type: 'container', Action: 'die', Actor: { Attributes: { name: `${name}-copy` } } },
    { Type: 'container', Action: 'die', Actor: { Attributes: { name: objectName('away', AGENT) } } },
    { Type: 'volume', Action: 'destroy', Actor: { ID: 'something' } },
    {},
  ])('keeps silent about %j', (event) => {
    expect(changesOf('home', event)).toEqual([]);
  });
});

describe('watchEngine', () => {
  const event = { Type: 'container', Action: 'die', Actor: { Attributes: { name } } };
  let server: Server;
  let docker: Docker;
  let answer: string;

  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(`${JSON.stringify(event)}\n`);
      if (answer === 'ends') response.end();
      if (answer === 'breaks') setTimeout(() => response.destroy(), 50);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    docker = new Docker({
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      protocol: 'http',
    });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const watch = async (signal: AbortSignal, onChange: () => void = () => undefined): Promise<void> => {
    for await (const change of watchEngine(docker, 'home', signal)) {
      expect(change).toEqual({ agentId: AGENT, what: 'container die' });
      onChange();
    }
  };

  it.each(['ends', 'breaks'])('throws when the engine %s the stream', async (how) => {
    answer = how;
    await expect(watch(new AbortController().signal)).rejects.toThrow();
  });

  it('ends quietly with the signal', async () => {
    answer = 'stays';
    const abort = new AbortController();
    await watch(abort.signal, () => abort.abort());
    await watch(abort.signal);
  });

  it('throws when there is no engine', async () => {
    const nobody = new Docker({ host: '127.0.0.1', port: 1, protocol: 'http' });
    const watching = watchEngine(nobody, 'home', new AbortController().signal)[Symbol.asyncIterator]();
    await expect(watching.next()).rejects.toThrow('ECONNREFUSED');
  });
});
