import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { objectName } from '@nora/runtime-adapters/docker-specs';
import { FakeEngine } from './testing/fake-engine';
import { openTestGates, type TestGates } from './testing/gates';
import { speak, speakRaw } from './testing/speak';

const installationId = 'nora-test';
const name = objectName(installationId, randomUUID());
const strange = objectName(installationId, randomUUID());
const [OWN, FOREIGN, CONTROL, NETWORK] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64)) as [
  string,
  string,
  string,
  string,
];
const [COMMAND, FOREIGN_COMMAND] = ['e'.repeat(64), 'f'.repeat(64)];
const labels = { 'nora.installation': installationId };

describe('a gate', () => {
  const engine = new FakeEngine();
  let gates: TestGates;

  const access = (method: string, path: string, body?: unknown) => speak(gates.access, method, path, body);
  const provision = (method: string, path: string, body?: unknown) =>
    speak(gates.provision, method, path, body);

  beforeAll(async () => {
    await engine.listen();
    engine.answers.set('GET /_ping', (_request, response) => response.end('OK'));
    const container = (Id: string, Name: string, Labels: object | null) => ({
      ...{
        Id,
        Name: `/${Name}`,
        Config: { Labels, Env: ['SECRET=1'] },
        State: { Status: 'running', Running: true },
      },
    });
    for (const reference of [OWN, name, OWN.slice(0, 12)])
      engine.shows(`/containers/${reference}/json`, container(OWN, name, labels));
    for (const reference of [FOREIGN, 'other'])
      engine.shows(`/containers/${reference}/json`, container(FOREIGN, 'other', null));
    engine.shows(
      `/containers/${strange}/json`,
      container(FOREIGN, strange, { 'nora.installation': 'nora-test-2' }),
    );
    engine.shows('/containers/nora-control/json', container(CONTROL, 'nora-control', {}));
    engine.shows(`/exec/${COMMAND}/json`, { ID: COMMAND, ContainerID: OWN });
    engine.shows(`/exec/${FOREIGN_COMMAND}/json`, { ID: FOREIGN_COMMAND, ContainerID: FOREIGN });
    engine.shows(`/volumes/${name}`, { Name: name, Labels: labels });
    engine.shows('/volumes/nora_postgres-data', { Name: 'nora_postgres-data', Labels: null });
    engine.shows(`/networks/${name}`, { Id: NETWORK, Name: name, Labels: labels });
    engine.shows('/networks/stores', { Id: FOREIGN, Name: 'stores', Labels: {} });
    gates = await openTestGates(
      { NORA_INSTALLATION_ID: installationId, DOCKER_CONTROL_CONTAINER: 'nora-control' },
      engine.socket,
    );
  });
  beforeEach(() => {
    engine.forget();
    gates.logged.length = 0;
  });
  afterAll(async () => {
    await gates.close();
    await engine.close();
  });

  it('lets a call through by the id that the engine told, with headers and a query of its own', async () => {
    const headers = { 'x-registry-auth': 'secret', cookie: 'a=b', 'content-type': 'text/evil' };
    await speak(gates.provision, 'POST', `/v1.41/containers/${name}/stop?t=5`, { t: 5 }, headers);
    expect(engine.calls).toEqual([`GET /containers/${name}/json`, `POST /v1.41/containers/${OWN}/stop?t=5`]);
    expect(engine.bodies.at(-1)).toBe('');
    expect(Object.keys(engine.headers.at(-1) ?? {}).sort()).toEqual(['connection', 'content-length', 'host']);
    await provision('POST', `/containers/${OWN}/start`);
    expect(engine.calls.at(-1)).toBe(`POST /containers/${OWN}/start`);
    expect(engine.calls).toHaveLength(3);
  });

  it.each([
    ['POST', '/containers/create?name=x'],
    ['POST', `/containers/${name}/start`],
    ['POST', `/containers/${name}/stop`],
    ['POST', `/containers/${name}/update`],
    ['DELETE', `/containers/${name}`],
    ['GET', '/containers/json'],
    ['GET', `/containers/${name}/archive?path=/home/node`],
    ['PUT', `/containers/${name}/archive?path=/home/node`],
    ['DELETE', `/volumes/${name}`],
    ['GET', '/volumes'],
    ['POST', '/networks/create'],
    ['POST', `/networks/${name}/connect`],
    ['DELETE', `/networks/${name}`],
    ['POST', '/build?t=nora/runtime-openclaw:1'],
    ['GET', '/events'],
  ])('of the API refuses what only the worker does: %s %s', async (method, path) => {
    const { status, text } = await access(method, path);
    expect([status, JSON.parse(text)]).toEqual([403, { message: expect.any(String) }]);
    expect(engine.calls).toEqual([]);
    expect(gates.logged).toEqual([
      expect.objectContaining({ level: 'warn', method, path: path.split('?')[0] }),
    ]);
  });

  it.each([
    ['GET', '/containers/x/export'],
    ['POST', `/containers/${name}/attach?stream=1`],
    ['POST', `/containers/${name}/kill`],
    ['POST', `/containers/${name}/restart`],
    ['POST', `/containers/${name}/rename?name=x`],
    ['GET', `/containers/${name}/top`],
    ['HEAD', `/containers/${name}/archive?path=/`],
    ['POST', '/containers/prune'],
    ['POST', '/commit?container=x'],
    ['GET', '/images/json'],
    ['GET', '/images/debian:12/json'],
    ['GET', '/images/nora/api:local/json'],
    ['GET', '/images/nora/runtime-openclaw:1/get'],
    ['DELETE', '/images/nora/runtime-openclaw:1'],
    ['POST', '/images/create?fromImage=debian'],
    ['POST', '/images/load'],
    ['POST', '/auth'],
    ['POST', '/session'],
    ['POST', '/grpc'],
    ['GET', '/secrets'],
    ['POST', '/swarm/init'],
    ['GET', '/plugins'],
    ['POST', '/volumes/prune'],
    ['GET', '/system/df'],
    ['GET', '/debug/pprof/heap'],
    ['PATCH', '/_ping'],
    ['GET', '/_ping/x'],
  ])('of the worker knows no %s %s', async (method, path) => {
    await expect(provision(method, path)).resolves.toMatchObject({ status: 403 });
    expect(engine.calls).toEqual([]);
  });

  it.each([
    ['POST', '/containers/other/exec', { Cmd: ['sh'], User: '1000:1000' }],
    ['POST', '/containers/nora-control/exec', { Cmd: ['sh'], User: '1000:1000' }],
    ['POST', '/containers/nora-control/stop', undefined],
    ['DELETE', `/containers/${FOREIGN}?force=true`, undefined],
    ['GET', '/containers/other/logs?stdout=1', undefined],
    ['GET', '/containers/other/json', undefined],
    ['GET', '/containers/nora-control/json', undefined],
    ['PUT', '/containers/other/archive?path=/home/node', undefined],
    ['POST', `/exec/${FOREIGN_COMMAND}/start`, {}],
    ['GET', `/exec/${FOREIGN_COMMAND}/json`, undefined],
    ['DELETE', '/volumes/nora_postgres-data', undefined],
    ['GET', '/volumes/nora_postgres-data', undefined],
    ['DELETE', '/networks/stores', undefined],
    ['GET', '/networks/stores', undefined],
    ['POST', '/networks/stores/connect', { Container: name }],
    ['POST', '/networks/stores/disconnect', { Container: 'nora-control' }],
    ['POST', `/networks/${name}/connect`, { Container: 'other' }],
    ['POST', `/networks/${name}/connect`, { Container: name, EndpointConfig: { Links: ['x'] } }],
    ['DELETE', `/containers/${name}?force=1&v=1`, undefined],
    ['DELETE', `/volumes/${name}?force=1`, undefined],
    ['GET', `/containers/${name}/archive?path=/etc/shadow`, undefined],
    ['GET', `/containers/${name}/archive?path=/home/node/../../etc`, undefined],
    ['PUT', `/containers/${name}/archive?path=/`, undefined],
    ['POST', `/containers/${name}/start?checkpoint=x`, undefined],
    ['DELETE', `/containers/${name}?force=0&force=1`, undefined],
    ['DELETE', `/containers/${name}?force=0&%66orce=1`, undefined],
    ['POST', `/containers/create?name=${name}&Cmd=a&Cmd=b&name=other`, {}],
    ['POST', '/build?t=nora/runtime-openclaw:1&networkmode=host&buildargs=%7B%7D', undefined],
    ['POST', '/build?t=nora/api:local&networkmode=none&buildargs=%7B%7D', undefined],
    ['POST', '/build?t=nora/runtime-openclaw:1&networkmode=none&buildargs=%7B%7D&remote=http://x', undefined],
    [
      'POST',
      '/build?t=nora/runtime-openclaw:1&networkmode=none&buildargs=%7B%22BASE_IMAGE%22:%22x%22%7D',
      undefined,
    ],
  ])('of the worker refuses %s %s', async (method, path, body) => {
    const { status, text } = await provision(method, path, body);
    expect([status, JSON.parse(text)]).toEqual([403, { message: expect.any(String) }]);
    // Only questions went on, if anything.
    expect(engine.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
  });

  it('joins the control container and its own to its own networks, each by its id', async () => {
    for (const [member, id] of [
      ['nora-control', CONTROL],
      [name, OWN],
    ]) {
      await provision('POST', `/networks/${name}/connect`, { Container: member });
      expect(engine.calls.at(-1)).toBe(`POST /networks/${NETWORK}/connect`);
      expect(JSON.parse(engine.bodies.at(-1) ?? '')).toEqual({ Container: id });
    }
  });

  it('shows of a stranger with a name of its own only that it is there', async () => {
    const { status, text } = await access('GET', `/containers/${strange}/json`);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ Id: FOREIGN, Config: { Labels: {} }, State: { Running: true } });
    expect(text).not.toContain('SECRET');
    await expect(access('GET', `/containers/${strange}/logs?stdout=1`)).resolves.toMatchObject({
      status: 403,
    });
    await expect(access('GET', `/containers/${name}/json`)).resolves.toMatchObject({ status: 200 });
  });

  it('shows of lists what belongs to the installation, and of other networks their addresses', async () => {
    const own = { Id: OWN, Names: [`/${name}`], Labels: labels, Image: 'x' };
    const stranger = { Id: FOREIGN, Names: [`/${strange}`], Labels: {}, Image: 'secret' };
    engine.shows('/containers/json', [own, stranger, { Id: CONTROL, Names: ['/nora-control'], Labels: {} }]);
    const containers = JSON.parse((await provision('GET', '/containers/json?all=true')).text) as unknown[];
    expect(containers).toEqual([own, { Id: FOREIGN, Names: [`/${strange}`], Labels: {} }]);

    const network = { Name: name, Id: NETWORK, Labels: labels };
    const IPAM = { Config: [{ Subnet: '172.17.0.0/16' }], Options: { secret: 1 } };
    engine.shows('/networks', [network, { Name: 'bridge', Id: FOREIGN, Labels: {}, IPAM }]);
    const networks = JSON.parse((await provision('GET', '/networks')).text) as unknown[];
    expect(networks).toEqual([network, { Labels: {}, IPAM: { Config: [{ Subnet: '172.17.0.0/16' }] } }]);

    engine.shows('/volumes', {
      Volumes: [
        { Name: name, Labels: labels },
        { Name: 'nora_postgres-data', Labels: null },
      ],
    });
    const { Volumes } = JSON.parse((await provision('GET', '/volumes')).text) as { Volumes: unknown[] };
    expect(Volumes).toEqual([{ Name: name, Labels: labels }]);
  });

  it('tells events of its own names, without attributes, however they are cut', async () => {
    const event = (Type: string, ID: string, Attributes: object): string =>
      `${JSON.stringify({ Type, Action: 'die', Actor: { ID, Attributes }, time: 1 })}\n`;
    const all = [
      event('container', OWN, { name, secret: 'ü' }),
      event('container', FOREIGN, { name: 'other' }),
      event('volume', name, {}),
      event('volume', 'nora_postgres-data', { name }),
      event('container', FOREIGN, { name: 'other', oldName: `/${name}` }),
    ].join('');
    engine.answers.set('GET /events', (_request, response) => {
      for (let at = 0; at < all.length; at += 7) response.write(all.slice(at, at + 7));
      response.end();
    });
    const { text } = await provision('GET', '/events?filters=%7B%7D');
    const told = text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { Actor: unknown }).Actor);
    expect(told).toEqual([
      { ID: OWN, Attributes: { name } },
      { ID: name, Attributes: {} },
      { ID: FOREIGN, Attributes: { name: 'other', oldName: `/${name}` } },
    ]);
  });

  it('never builds over an image that is there', async () => {
    const build = (tag: string): string =>
      `/build?t=${encodeURIComponent(tag)}&networkmode=none&rm=true&buildargs=${encodeURIComponent('{"BASE_IMAGE":"node:24-bookworm-slim"}')}`;
    engine.shows('/images/nora/runtime-openclaw:1/json', { Id: 'x' });
    await expect(provision('POST', build('nora/runtime-openclaw:1'))).resolves.toMatchObject({ status: 409 });
    await expect(provision('POST', build('nora/runtime-openclaw:2'), 'tar')).resolves.toMatchObject({
      status: 204,
    });
    expect(engine.calls.at(-1)).toContain('POST /build?t=nora%2Fruntime-openclaw%3A2&');
    expect(engine.bodies.at(-1)).toBe('"tar"');
  });

  it('answers 502 while the engine does not, and tells it apart from a refusal', async () => {
    const lost = await openTestGates({ NORA_INSTALLATION_ID: installationId }, '/nowhere/docker.sock');
    for (const path of ['/_ping', `/containers/${name}/json`, `/containers/${name}/logs`]) {
      const { status, text } = await speak(lost.access, 'GET', path);
      expect([status, JSON.parse(text)]).toEqual([502, { message: 'The Docker engine does not answer.' }]);
    }
    expect(lost.logged).toHaveLength(3);
    await lost.close();
  });

  it('takes no body that is too long, or that is no JSON', async () => {
    const long = { Cmd: ['x'.repeat(300_000)], User: '1000:1000' };
    await expect(access('POST', `/containers/${name}/exec`, long)).resolves.toMatchObject({ status: 413 });
    const raw = `POST /containers/${name}/exec HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nConnection: close\r\n\r\n{"a"`;
    expect(await speakRaw(gates.access, raw)).toMatch(/^HTTP\/1\.1 400 .*not JSON/s);
    expect(engine.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
  });

  it('does not read faster than its client', async () => {
    let written = 0;
    engine.answers.set(`GET /containers/${OWN}/logs`, (_request, response) => {
      const piece = Buffer.alloc(65_536);
      const write = (): void => {
        while (written < 64 * 1_048_576) {
          written += piece.length;
          if (!response.write(piece)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    });
    const socket = connect(gates.access);
    socket.write(`GET /containers/${OWN}/logs?stdout=1 HTTP/1.1\r\nHost: x\r\n\r\n`);
    socket.pause();
    await sleep(150);
    const before = written;
    await sleep(100);
    expect(written).toBe(before);
    expect(written).toBeLessThan(8 * 1_048_576);
    socket.destroy();
  });

  describe('an upgrade', () => {
    const upgrade = (
      path: string,
      body: string,
      headers = 'Connection: Upgrade\r\nUpgrade: tcp\r\n',
    ): string =>
      `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const next = 'DELETE /volumes/x HTTP/1.1\r\nHost: x\r\n\r\n';

    it('of a command hands the connection over, whatever pieces it comes in', async () => {
      const whole = upgrade(`/exec/${COMMAND}/start`, '{"hijack":true,"stdin":true,"Tty":true}');
      const cut = whole.length - 10;
      const said = await speakRaw(gates.access, whole.slice(0, cut), whole.slice(cut), 'and ', 'back');
      expect(said).toMatch(/^HTTP\/1\.1 101 UPGRADED\r\n/);
      expect(said.split('\r\n\r\n')[1]).toBe('hello {"Detach":false,"Tty":true}and back');
      expect(engine.calls.at(-1)).toBe(`POST /exec/${COMMAND}/start`);
    });

    it.each([
      ['of a foreign command', upgrade(`/exec/${FOREIGN_COMMAND}/start`, '{}')],
      ['of something else', upgrade(`/containers/${name}/attach`, '')],
      [
        'to another protocol',
        upgrade(`/exec/${COMMAND}/start`, '{}', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'),
      ],
      [
        'with other connections',
        upgrade(`/exec/${COMMAND}/start`, '{}', 'Connection: Upgrade, Host\r\nUpgrade: tcp\r\n'),
      ],
      ['of a call that is none', upgrade('/containers/create', '{}')],
      ['of a ping', `GET /_ping HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`],
      ['with a detached command', upgrade(`/exec/${COMMAND}/start`, '{"Detach":true}')],
    ])('%s is refused, and what follows on the connection is never read', async (_what, head) => {
      const said = await speakRaw(gates.provision, `${head}${next}`);
      expect(said).toMatch(/^HTTP\/1\.1 403 /);
      expect(said.match(/HTTP\/1\.1/g)).toHaveLength(1);
      expect(engine.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
    });
  });

  it.each([
    ['two lengths', 'Content-Length: 4\r\nContent-Length: 40\r\n', '{}  '],
    ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    ['a coding that is none', 'Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'],
    ['a space before the colon', 'Content-Length : 4\r\n', '{}  '],
    ['a folded line', 'X-A: b\r\n Content-Length: 4\r\n', ''],
  ])('takes no request with %s', async (_what, headers, body) => {
    const raw = `POST /containers/${OWN}/start HTTP/1.1\r\nHost: x\r\n${headers}\r\n${body}DELETE /volumes/${name} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const said = await speakRaw(gates.provision, raw);
    expect(said).toMatch(/^HTTP\/1\.1 400 /);
    expect(engine.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
  });

  it('judges each request of a connection by itself', async () => {
    const line = (method: string, path: string): string => `${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const said = await speakRaw(gates.access, line('GET', '/_ping') + line('DELETE', `/volumes/${name}`));
    expect(said.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403']);
    expect(engine.calls).toEqual(['GET /_ping']);
    expect(await speakRaw(gates.access, 'CONNECT docker:80 HTTP/1.1\r\nHost: x\r\n\r\n')).not.toContain(
      '200',
    );
    expect(await speakRaw(gates.access, line('GET', 'http://x/_ping'))).toMatch(/^HTTP\/1\.1 403/);
  });
});
