/** Ports inside a runtime, as system contracts; on the `process` target they are mapped to loopback ports. */
export const SIDECAR_PORT = 9090;
export const OPENCLAW_GATEWAY_PORT = 18789;

/** The named ports a runtime serves. */
export const RUNTIME_PORTS = ['sidecar', 'gateway'] as const;
export type RuntimePortName = (typeof RUNTIME_PORTS)[number];
