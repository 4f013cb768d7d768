import { ALLOWED_OPERATIONS } from '@nora/contracts';
import type {
  Agent,
  AgentModel,
  Deployment,
  DeploymentStep,
  ModelProvider,
  Workspace,
} from '@nora/data-access';

/** A workspace that the account owns, for tests; the given facts replace the usual ones. */
export function sampleWorkspace(part: Partial<Workspace> = {}): Workspace {
  return {
    id: 'workspace-1',
    name: 'Night shift',
    slug: 'night-shift',
    personal: false,
    role: 'owner',
    memberCount: 2,
    agentCount: 0,
    timeZone: 'UTC',
    unknownPrice: 'allow',
    deletionRequestedAt: null,
    createdAt: '2026-03-01T10:00:00.000Z',
    ...part,
  };
}

/** An agent that runs, for tests; the given facts replace the usual ones. */
export function sampleAgent(part: Partial<Agent> = {}): Agent {
  return {
    id: 'agent-1',
    workspaceId: 'workspace-1',
    name: 'Night watch',
    slug: 'night-watch',
    runtimeFamily: 'openclaw',
    deployTarget: 'docker',
    sandboxProfile: 'standard',
    provider: 'demo',
    model: { providerId: null, providerName: 'Demo', kind: 'demo', model: 'demo-1', delivery: 'gateway' },
    resources: { vcpu: 1, ramMb: 2_048, diskGb: 5 },
    desiredState: 'running',
    status: 'running',
    statusReason: null,
    currentVersion: 1,
    createdAt: '2026-03-01T10:00:00.000Z',
    updatedAt: '2026-03-01T11:00:00.000Z',
    activeDeploymentId: null,
    allowedOperations: [...ALLOWED_OPERATIONS[part.status ?? 'running']],
    driftPolicy: 'heal',
    drift: [],
    dataKept: false,
    hasStorage: true,
    redeployWantedAt: null,
    modelPause: null,
    runtime: null,
    ...part,
  };
}

/** A step of a deployment, for tests. */
export function sampleStep(part: Partial<DeploymentStep> = {}): DeploymentStep {
  return {
    position: 0,
    name: 'image',
    state: 'pending',
    startedAt: null,
    finishedAt: null,
    message: null,
    usualMs: null,
    slowMs: null,
    ...part,
  };
}

/** A deployment in progress, for tests. */
export function sampleDeployment(part: Partial<Deployment> = {}): Deployment {
  return {
    id: 'deployment-1',
    agentId: 'agent-1',
    workspaceId: 'workspace-1',
    kind: 'deploy',
    status: 'running',
    version: 1,
    requestedBy: { id: 'user-1', name: 'Ada Lovelace' },
    reason: null,
    options: { keepData: false, freshStorage: false, rollbackTo: null, source: null },
    attempts: 1,
    cancelRequested: false,
    cancellable: true,
    retryable: false,
    createdAt: '2026-03-01T11:00:00.000Z',
    startedAt: '2026-03-01T11:00:01.000Z',
    finishedAt: null,
    expected: null,
    error: null,
    steps: [],
    ...part,
  };
}

/** A provider of models that answers, for tests. */
export function sampleProvider(part: Partial<ModelProvider> = {}): ModelProvider {
  return {
    id: 'provider-1',
    name: 'Our OpenAI',
    kind: 'openai',
    kindLabel: 'OpenAI',
    shape: 'openai-chat',
    baseUrl: 'https://api.openai.com/v1',
    usualBaseUrl: true,
    keyHint: 'sk-…9f2c',
    keyChangedAt: '2026-03-01T10:00:00.000Z',
    enabled: true,
    isDefault: false,
    defaultModel: 'gpt-4.1-mini',
    testedAt: '2026-03-01T10:00:00.000Z',
    testFault: null,
    agents: [],
    agentCount: 0,
    createdAt: '2026-03-01T10:00:00.000Z',
    updatedAt: '2026-03-01T10:00:00.000Z',
    ...part,
  };
}

/** What an agent is bound to, for tests. */
export function sampleModel(part: Partial<AgentModel> = {}): AgentModel {
  return {
    providerId: 'provider-1',
    providerName: 'Our OpenAI',
    kind: 'openai',
    model: 'gpt-4.1-mini',
    enabled: true,
    shape: 'openai-chat',
    fallbacks: [],
    delivery: 'gateway',
    deliveries: ['gateway', 'direct'],
    loop: { action: 'event', times: 20, minutes: 10 },
    needsRedeploy: false,
    updatedAt: '2026-03-01T10:00:00.000Z',
    ...part,
  };
}
