import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from '../system/checkout';
import { readJson } from '../system/files';
import type { DockerEngine } from '../system/docker-engine';
import { failure } from './jest';
import type { Counts } from './jest';
import { runNode } from './run-program';
import { ensureForeignImages } from './stack/images';

/** Journeys of tools/doc-blocks/journeys.mjs that need no engine. */
const WITHOUT_ENGINE = ['quick start', 'one machine'];

/**
 * Runs the shell blocks of the pages that people follow to install Nora; each counts as a test.
 * @param engine null leaves out the blocks that need Compose
 */
export async function runDocBlocks(engine: DockerEngine | null): Promise<Counts> {
  if (engine !== null) await ensureForeignImages(engine);
  const journeys = engine === null ? WITHOUT_ENGINE.flatMap((name) => ['--journey', name]) : [];
  const directory = mkdtempSync(join(tmpdir(), 'nora-doc-blocks-'));
  const report = join(directory, 'report.json');
  try {
    const status = await runNode([join(CHECKOUT, 'tools/doc-blocks.mjs'), '--report', report, ...journeys]);
    const counts = readJson<Counts>(report);
    if (counts === null) return failure('tools/doc-blocks.mjs left no report');
    if (status === 0 || counts.failed > 0) return counts;
    return failure(`no block failed, but tools/doc-blocks.mjs ended with code ${status ?? 'none'}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
