import { OPENCLAW_GATEWAY_PORT, SIDECAR_PORT } from '@nora/runtime-contract';
import type { ContainerCreateOptions } from 'dockerode';
import type { RuntimeSpec } from '../ports';
import { hostName, LABELS, objectName } from './names';

/** Home of every runtime, on its volume. */
export const CONTAINER_HOME = '/home/node';
export const CONTAINER_UID = 1000;

export const MEBIBYTE = 1_048_576;
export const NANO = 1_000_000_000;
const PIDS = 512;
const TMP_OPTIONS = 'rw,nosuid,nodev,size=256m,mode=1777';

export interface ContainerInput {
  spec: Pick<RuntimeSpec, 'agentId' | 'workspaceId' | 'generation' | 'specHash' | 'resources'>;
  installationId: string;
  image: string;
  /** Whether Nora runs beside the containers and needs no published port. */
  joined: boolean;
  stopGraceSeconds: number;
}

/** In the engine's words: bytes, and billionths of a CPU. */
export interface ContainerLimits {
  PidsLimit: number;
  Memory: number;
  MemorySwap: number;
  NanoCpus: number;
}

/** Labels by which an agent's objects are found again. */
export function labelsOf(
  installationId: string,
  spec: Pick<RuntimeSpec, 'agentId' | 'workspaceId'>,
): Record<string, string> {
  return {
    [LABELS.installation]: installationId,
    [LABELS.agent]: spec.agentId,
    [LABELS.workspace]: spec.workspaceId,
  };
}

/** Limits of an agent's container, as it is created and as they are put right again. */
export function containerLimits({ resources }: Pick<RuntimeSpec, 'resources'>): ContainerLimits {
  const memory = resources.ramMb * MEBIBYTE;
  return {
    PidsLimit: PIDS,
    Memory: memory,
    // Equal to the memory: no swap on top.
    MemorySwap: memory,
    NanoCpus: Math.round(resources.vcpu * NANO),
  };
}

/** Everything an agent's container is created with: the hardening, the limits, and no secret. */
export function containerOptions(input: ContainerInput): ContainerCreateOptions {
  const { spec, installationId, image, joined, stopGraceSeconds } = input;
  const name = objectName(installationId, spec.agentId);
  const ports = [SIDECAR_PORT, OPENCLAW_GATEWAY_PORT].map((port) => `${port}/tcp`);
  return {
    name,
    Image: image,
    Hostname: hostName(spec.agentId),
    User: `${CONTAINER_UID}:${CONTAINER_UID}`,
    Labels: {
      ...labelsOf(installationId, spec),
      [LABELS.generation]: String(spec.generation),
      [LABELS.specHash]: spec.specHash,
    },
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    StopTimeout: stopGraceSeconds,
    HostConfig: {
      Init: true,
      NetworkMode: name,
      Mounts: [{ Type: 'volume', Source: name, Target: CONTAINER_HOME }],
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': TMP_OPTIONS },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ...containerLimits(spec),
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
      ExtraHosts: ['host.docker.internal:host-gateway'],
      PortBindings: joined
        ? {}
        : Object.fromEntries(ports.map((port) => [port, [{ HostIp: '127.0.0.1', HostPort: '' }]])),
    },
  };
}
