// The TypeScript client 2.x in the era that its first argument names. Prints what it saw as one line of JSON.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { visit } from './visit.js';

const [era, target, ...command] = process.argv.slice(2);
const client = new Client({ name: 'client-2', version: '2.0.0' },
  { capabilities: { elicitation: { form: {} }, sampling: {} }, versionNegotiation: { mode: era === 'legacy' || era === 'auto' ? era : { pin: era } } });
const updated = [];
client.setRequestHandler('elicitation/create', async (request) => {
  const field = Object.keys(request.params.requestedSchema.properties)[0];
  return { action: 'accept', content: { [field]: true } };
});
client.setRequestHandler('sampling/createMessage', async () => ({ role: 'assistant', model: 'atlas', content: { type: 'text', text: 'Paris' } }));
client.setNotificationHandler('notifications/resources/updated', (notification) => { updated.push(notification.params.uri); });

const transport = target === 'stdio'
  ? new StdioClientTransport({ command: command[0], args: command.slice(1), stderr: 'inherit' })
  : new StreamableHTTPClientTransport(new URL(target));
await client.connect(transport);
const sessions = client.getProtocolEra() === 'legacy';
let subscription;
await visit({
  client, updated,
  call: (params, options) => client.callTool(params, options),
  version: client.getNegotiatedProtocolVersion(),
  watch: async (uri) => {
    if (sessions) {
      await client.subscribeResource({ uri });
    } else {
      subscription = await client.listen({ resourceSubscriptions: [uri] });
    }
  },
  unwatch: async (uri) => {
    if (sessions) {
      await client.unsubscribeResource({ uri });
    } else {
      await subscription.close();
    }
  },
});
if (sessions && target !== 'stdio') {
  await transport.terminateSession();
}
await client.close();
