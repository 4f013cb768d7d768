export { ByHand } from './by-hand';
export { FaultPlan } from './fault-plan';
export { serveEngine, type ServedEngine } from './server/engine-server';
export { SimulatedBackend } from './simulated-backend';
export { SimulatedEngine } from './simulated-engine';
export * from './types';
export { SimulatedTerminal } from './simulated-terminal';
