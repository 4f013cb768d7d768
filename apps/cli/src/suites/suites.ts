import { existsSync } from 'node:fs';
import { findOnPath } from '../system/checkout';
import { DockerEngine } from '../system/docker-engine';
import { messageOf } from '../system/errors';
import { benchFile } from './benches';
import { runDocBlocks } from './doc-blocks';
import { expectIssuer } from './expected-issuer';
import { addCounts, failure, runJest } from './jest';
import type { Counts } from './jest';
import { runNode } from './run-program';
import { findCompose } from './stack/compose';
import { withStack } from './stack/whole-stack';
import { withStores } from './stores';
import { withInstance } from './whole-instance';

export const SUITES = ['unit', 'medium', 'chaos', 'fuzz', 'e2e', 'web', 'stack', 'docs', 'all'] as const;
export type SuiteName = (typeof SUITES)[number];

type Target = 'docker' | 'process';

/** Tests run providers of models on this machine. */
const LOCAL_PROVIDERS = { OUTBOUND_ALLOWED_CIDRS: '127.0.0.1' };

/** Browser tests put the edge in front of their instance. */
const LOCAL_EDGE = { TRUST_PROXY: '127.0.0.1' };

/** Status of the fuzz run where Python or Schemathesis cannot be had. */
const FUZZ_UNAVAILABLE = 3;

const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
const PASSED: Counts = { ...NOTHING, passed: 1 };

/** Suites one after the other: what they counted, and what could not be run here. */
export class SuiteRun {
  private counts: Counts = NOTHING;
  readonly skips: string[] = [];
  private interrupted = false;

  private readonly argv: readonly string[];

  /** `choice` goes to Jest as it is, to choose among the tests; suites in which it chooses none are no failure. */
  constructor(choice: readonly string[]) {
    this.argv = choice.length === 0 ? [] : ['--passWithNoTests', ...choice];
  }

  get result(): Counts {
    return this.counts;
  }

  /** Runs what was asked for; after a signal what is under way is cleaned up and nothing more is begun. */
  async run(name: SuiteName): Promise<void> {
    const interrupt = (): void => void (this.interrupted = true);
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    try {
      await this.runAll(name);
    } finally {
      process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
    }
  }

  private async runAll(name: SuiteName): Promise<void> {
    if (name === 'unit' || name === 'all') await this.unit();
    if (name === 'medium' || name === 'all') await this.medium();
    if (name === 'chaos' || (name === 'all' && this.argv.length === 0)) await this.chaos();
    if (name === 'fuzz' || (name === 'all' && this.argv.length === 0)) await this.fuzz();
    if (name === 'e2e' || name === 'all')
      await this.perTarget('API e2e', 'jest.e2e.config.cjs', {}, LOCAL_PROVIDERS);
    if (name === 'web' || name === 'all') await this.web();
    if (name === 'stack' || name === 'all') await this.stack();
    if (name === 'docs' || (name === 'all' && this.argv.length === 0)) await this.docs();
  }

  private unit(): Promise<void> {
    return this.section('unit tests', () => runJest('jest.config.cjs', {}, this.argv));
  }

  private async medium(): Promise<void> {
    const targets = await this.targets('runtime tests');
    await this.section('medium tests (PostgreSQL, Redis)', () =>
      withStores((environment) => runJest('jest.medium.config.cjs', environment, this.argv)),
    );
    await this.section(`runtime tests (${targets.join(', ')})`, () =>
      withStores((environment) =>
        runJest('jest.runtime.config.cjs', { ...environment, NORA_TEST_TARGETS: targets.join(',') }, [
          '--runInBand',
          ...this.argv,
        ]),
      ),
    );
  }

  /** Each short run counts as one test; a choice among tests leaves them out. */
  private async chaos(): Promise<void> {
    if (findOnPath('redis-server') === null) {
      this.skip('chaos: it needs a redis-server on PATH, to kill and start again');
      return;
    }
    await this.bars('chaos (short)', 'chaos', '--short');
    if (findOnPath('nginx') === null) {
      this.skip('rolling restarts: they need an nginx on PATH');
      return;
    }
    await this.bars('rolling restart behind a service (short)', 'rolling-restart', '--short', '--service');
    await this.bars('rolling upgrade (short)', 'rolling-restart', '--short', '--upgrade');
  }

  private bars(title: string, bench: string, ...argv: string[]): Promise<void> {
    return this.section(title, async () => {
      const met = (await runNode([benchFile(bench), ...argv])) === 0;
      return met ? PASSED : failure('a bar was missed, see above');
    });
  }

  /** The short run counts as one test; a choice among tests leaves it out. */
  private async fuzz(): Promise<void> {
    if (findOnPath('redis-server') === null) {
      this.skip('fuzz: it needs a redis-server on PATH');
      return;
    }
    await this.section('fuzz (short)', async () => {
      const status = await runNode([benchFile('fuzz'), '--short']);
      if (status === FUZZ_UNAVAILABLE) {
        this.skip('fuzz: Schemathesis is not to be had here (see above)');
        return { ...NOTHING, skipped: 1 };
      }
      return status === 0 ? PASSED : failure('an answer was not as documented, see above');
    });
  }

  private async web(): Promise<void> {
    const chromium = process.env['CHROMIUM_PATH'] ?? findOnPath('chromium') ?? '/usr/bin/chromium';
    if (!existsSync(chromium)) {
      this.skip(`browser tests: no Chromium at ${chromium} (install it, or set CHROMIUM_PATH)`);
      return;
    }
    const { settings, environment } = await expectIssuer();
    await this.perTarget(
      'browser e2e',
      'jest.web-e2e.config.cjs',
      { CHROMIUM_PATH: chromium, ...environment },
      { SIGNUP_ENABLED: 'true', ...LOCAL_EDGE, ...settings },
    );
  }

  /** After the others: it then finds the image of the runtimes on the engine. */
  private async stack(): Promise<void> {
    const engine = await DockerEngine.find();
    const compose = findCompose();
    if (engine === null || compose === null) {
      this.skip(`the Compose stack: ${engine === null ? 'no Docker engine answers' : 'there is no Compose'}`);
      return;
    }
    const argv = ['--runInBand', '--forceExit', ...this.argv];
    await this.section(`the Compose stack, with ${compose.join(' ')}`, () =>
      withStack(compose, engine, (given) => runJest('jest.stack.config.cjs', given, argv)),
    );
  }

  /** Each block counts as one test; a choice among tests leaves them out. After the stack, whose layers it finds. */
  private async docs(): Promise<void> {
    const engine = findCompose() === null ? null : await DockerEngine.find();
    if (engine === null) this.skip('pages about Compose: there is no Docker engine, or no Compose');
    await this.section('the pages, as they are followed', () => runDocBlocks(engine));
  }

  private async perTarget(
    label: string,
    configuration: string,
    environment: NodeJS.ProcessEnv = {},
    settings: NodeJS.ProcessEnv = {},
  ): Promise<void> {
    // A connection that a failed test left open must not keep the instance, and CI, from ending.
    const argv = ['--runInBand', '--forceExit', ...this.argv];
    for (const target of await this.targets(label)) {
      await this.section(`${label} on ${target}`, () =>
        withInstance(target, (given) => runJest(configuration, { ...given, ...environment }, argv), settings),
      );
    }
  }

  private async targets(label: string): Promise<Target[]> {
    if ((await DockerEngine.find()) !== null) return ['process', 'docker'];
    this.skip(`${label} on docker: no Docker engine answers`);
    return ['process'];
  }

  private skip(what: string): void {
    this.skips.push(what);
    console.error(`skipped: ${what}`);
  }

  private async section(title: string, act: () => Promise<Counts>): Promise<void> {
    console.error(`\n── ${title}`);
    try {
      if (this.interrupted) throw new Error('not run, because of the interruption');
      const { failures, ...counts } = await act();
      const named = failures.map((failed) => `${title}: ${failed}`);
      this.counts = addCounts(this.counts, { ...counts, failures: named });
    } catch (error) {
      console.error(`${title}: ${messageOf(error)}`);
      this.counts = addCounts(this.counts, failure(`${title}: ${messageOf(error)}`));
    }
  }
}

/** The line on which a run ends. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
