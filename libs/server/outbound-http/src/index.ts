export { AddressPolicy } from './address-policy';
export { isOutboundFault } from './faults';
export { OutboundHttp, type OutboundOptions } from './outbound-http';
export { OutboundStreams, type StreamRequest, type StreamedAnswer } from './outbound-streams';
export type { OutboundRequest, OutboundResponse } from './request';
export type { Resolve } from './resolver';
