export { type ApiRequest, type SendToApi } from './api';
export { createMcpServer, type McpServerOptions } from './server';
export { isMessage } from './message';
