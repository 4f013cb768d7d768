/**
 * What this installation's objects on an engine look like, and how they are known again: for whoever makes them, and
 * for the gate before the engine, which lets nothing else be made.
 */
export {
  CONTAINER_HOME,
  CONTAINER_UID,
  type ContainerLimits,
  containerLimits,
  containerOptions,
  MEBIBYTE,
  NANO,
} from './container-spec';
export { helperOptions } from './helper-spec';
export { agentOf, helperName, LABELS, objectName } from './names';
export { networkOptions } from './network-spec';
export { parseBlock } from './subnets';
export { sizeProbeOptions, volumeOptions } from './volume-spec';
