import { extract } from 'tar-stream';
import { homeArchive } from './home-archive';

interface Entry {
  name: string;
  mode: number | undefined;
  uid: number | undefined;
  gid: number | undefined;
}

function entriesOf(archive: Buffer): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    const tar = extract();
    tar.on('entry', ({ name, mode, uid, gid }, stream, next) => {
      entries.push({ name, mode, uid, gid });
      stream.on('end', next).resume();
    });
    tar.on('finish', () => resolve(entries)).on('error', reject);
    tar.end(archive);
  });
}

describe('homeArchive', () => {
  it('gives files and their directories to the user of the runtime alone', async () => {
    const archive = await homeArchive([
      { path: '.nora/secrets/token', content: 'x', mode: 0o600 },
      { path: '.nora/contract.json', content: '{}', mode: 0o600 },
    ]);
    const owner = { uid: 1000, gid: 1000 };
    await expect(entriesOf(archive)).resolves.toEqual([
      { name: '.nora/', mode: 0o700, ...owner },
      { name: '.nora/secrets/', mode: 0o700, ...owner },
      { name: '.nora/secrets/token', mode: 0o600, ...owner },
      { name: '.nora/contract.json', mode: 0o600, ...owner },
    ]);
  });

  it.each(['../out', '/etc/passwd', 'a/../../b', '.', 'directory/'])('refuses %s', async (path) => {
    await expect(homeArchive([{ path, content: '', mode: 0o600 }])).rejects.toThrow('below the home');
  });
});
