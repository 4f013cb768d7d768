import { RuntimeFault } from '../ports';
import { buildFault, faulted, faultOf } from './faults';

/** An error as the client of the engine throws it. */
function answer(statusCode: number, message: string): Error {
  return Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message}`), {
    statusCode,
    json: { message },
  });
}

describe('faultOf', () => {
  it.each([
    [500, 'mkdir /var/lib/docker/volumes/x: no space left on device', 'disk_full'],
    [
      500,
      'driver failed programming external connectivity: Bind for 127.0.0.1:80 failed: port is already allocated',
      'port_in_use',
    ],
    [500, 'listen tcp4 127.0.0.1:80: bind: address already in use', 'port_in_use'],
    [400, 'OCI runtime create failed: exec: "nowhere": executable file not found in $PATH', 'start_refused'],
    [500, 'failed to create shim task: OCI runtime create failed: no space left on device', 'disk_full'],
  ])('reads %d "%s" as %s', (status, message, code) => {
    const error = answer(status, message);
    const fault = faultOf(error) as RuntimeFault;
    expect(fault).toBeInstanceOf(RuntimeFault);
    expect(fault).toMatchObject({ code, cause: error });
    expect(fault.message).toContain(message);
    expect(fault.nextAction).toMatch(/\.$/);
  });

  it.each([
    answer(500, 'failed to create shim task: context deadline exceeded'),
    answer(500, 'something nobody has seen'),
    answer(404, 'No such image: x'),
    Object.assign(new Error('connect ENOENT /var/run/docker.sock'), { code: 'ENOENT' }),
    new DOMException('This operation was aborted', 'AbortError'),
    'no error at all',
  ])('leaves %s as it is', (error) => {
    expect(faultOf(error)).toBe(error);
  });

  it('cuts a long answer', () => {
    const fault = faultOf(answer(500, `no space left on device ${'x'.repeat(5_000)}`)) as RuntimeFault;
    expect(fault.message.length).toBeLessThan(500);
  });

  it('translates what an act throws, once', async () => {
    const act = () => faulted(() => Promise.reject(answer(500, 'no space left on device')));
    await expect(faulted(act)).rejects.toMatchObject({ name: 'RuntimeFault', code: 'disk_full' });
  });
});

describe('buildFault', () => {
  it.each([
    ["The command 'ln -s' returned a non-zero code: 1", 'image_broken'],
    ['COPY failed: file not found in build context', 'image_broken'],
    ['OCI runtime create failed: exec: "ln": executable file not found in $PATH', 'image_broken'],
    ['write /layer.tar: no space left on device', 'disk_full'],
  ])('reads "%s" as %s', (said, code) => {
    expect(buildFault(said)).toMatchObject({ name: 'RuntimeFault', code });
  });

  it.each([
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: Temporary failure',
    'Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout',
  ])('takes "%s" for passing', (said) => {
    const fault = buildFault(said);
    expect(fault).not.toBeInstanceOf(RuntimeFault);
    expect(fault.message).toContain(said);
  });
});
