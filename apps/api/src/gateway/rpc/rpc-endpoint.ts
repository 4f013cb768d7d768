/** Where the RPC of one gateway is, and as whom to call it. */
export interface RpcEndpoint {
  /** An address that was checked; it is connected to as it is. */
  host: string;
  port: number;
  /** What names the caller to the gateway. Never leaves the API. */
  headers: Readonly<Record<string, string>>;
  /** The credential among them. It is taken out of whatever the gateway says. */
  secret: string;
}
