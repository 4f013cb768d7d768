// Lays the three built pages out as the edge's nginx expects them: node tools/assemble-web-root.mjs <directory>
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const PLACES = { site: '.', operator: 'app', admin: 'admin' };

/** Site at the top, consoles in `app/` and `admin/`, and the edge's own pages in `pages/`. */
export function assembleWebRoot(directory) {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const [app, place] of Object.entries(PLACES)) {
    const built = join(root, 'dist/apps', app, 'browser');
    if (!existsSync(join(built, 'index.html'))) {
      throw new Error(`${app} is not built: run npx nx run-many -t build first`);
    }
    cpSync(built, join(directory, place), { recursive: true });
  }
  cpSync(join(root, 'nginx/pages'), join(directory, 'pages'), { recursive: true });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const directory = process.argv[2];
  if (!directory) {
    console.error('usage: node tools/assemble-web-root.mjs <directory>');
    process.exit(2);
  }
  try {
    assembleWebRoot(resolve(directory));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
