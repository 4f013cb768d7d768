import type { ModelStop } from '@nora/data-access';

/** Somebody stopped the models of a workspace, for tests; the given facts replace the usual ones. */
export function sampleStop(part: Partial<ModelStop> = {}): ModelStop {
  return {
    ...{ scope: 'workspace', kind: 'kill', reason: 'Runs wild.', until: null },
    ...{ createdAt: '2026-05-06T10:00:00.000Z', createdBy: { id: 'user-1', name: 'Ada Lovelace' } },
    ...part,
  };
}
