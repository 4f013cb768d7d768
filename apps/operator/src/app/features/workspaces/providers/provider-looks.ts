import type { ModelProvider } from '@nora/data-access';
import type { StatusLook } from '@nora/ui';

/** How it stands with a provider, as it was seen last. */
export function lookOf({ enabled, testFault, testedAt }: ModelProvider): StatusLook {
  if (!enabled) return { icon: 'block', word: 'Switched off', tone: 'stopped' };
  if (testFault !== null) return { icon: 'error', word: 'Test failed', tone: 'failed' };
  if (testedAt === null) return { icon: 'help', word: 'Not tested', tone: 'queued' };
  return { icon: 'check_circle', word: 'Answers', tone: 'running' };
}

/** What a test has found, in a sentence. */
export function testWords({ models, ms }: { models: readonly string[]; ms: number }): string {
  const listed = models.length === 1 ? '1 model' : `${models.length} models`;
  return models.length === 0 ? `It answered in ${ms} ms.` : `It answered in ${ms} ms and lists ${listed}.`;
}
