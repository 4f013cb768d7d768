export { type ApiRequest, type SendToApi } from './api';
export { createMcpServer, type McpServerOptions } from './server';
