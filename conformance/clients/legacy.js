// The TypeScript SDK 1.x as a client of sessions. Prints what it saw as one line of JSON.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CreateMessageRequestSchema, ElicitRequestSchema, ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { visit } from './visit.js';

const client = new Client({ name: 'sdk-1', version: '1.0.0' }, { capabilities: { elicitation: {}, sampling: {} } });
const updated = [];
client.setRequestHandler(ElicitRequestSchema, async (request) => {
  const field = Object.keys(request.params.requestedSchema.properties)[0];
  return { action: 'accept', content: { [field]: true } };
});
client.setRequestHandler(CreateMessageRequestSchema, async () => ({ role: 'assistant', model: 'atlas', content: { type: 'text', text: 'Paris' } }));
client.setNotificationHandler(ResourceUpdatedNotificationSchema, async (notification) => { updated.push(notification.params.uri); });

const [target, ...command] = process.argv.slice(2);

function transportTo() {
  switch (target) {
    case 'stdio': return new StdioClientTransport({ command: command[0], args: command.slice(1), stderr: 'inherit' });
    case 'sse': return new SSEClientTransport(new URL(command[0]));
    default: return new StreamableHTTPClientTransport(new URL(target));
  }
}

const transport = transportTo();
await client.connect(transport);
await visit({
  client, updated,
  call: (params, options) => client.callTool(params, undefined, options),
  version: transport.protocolVersion ?? '',
  watch: (uri) => client.subscribeResource({ uri }),
  unwatch: (uri) => client.unsubscribeResource({ uri }),
});
if (transport instanceof StreamableHTTPClientTransport) {
  await transport.terminateSession();
}
await client.close();
