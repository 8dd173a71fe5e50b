// A server of 2026-07-28 made with @modelcontextprotocol/server, for the client's tests to call.
import { createServer } from 'node:http';
import { createMcpHandler, McpServer, inputRequired, acceptedContent } from '@modelcontextprotocol/server';
import { toNodeHandler } from '@modelcontextprotocol/node';
import * as z from 'zod';

const text = (words) => ({ content: [{ type: 'text', text: words }] });
let handler;

function make() {
  const server = new McpServer({ name: 'modern', version: '1.0.0' }, { capabilities: { tools: { listChanged: true }, resources: { subscribe: true } } });
  server.registerTool('add', { inputSchema: z.object({ a: z.number(), b: z.number() }), outputSchema: z.object({ total: z.number() }) },
    async ({ a, b }) => ({ ...text(String(a + b)), structuredContent: { total: a + b } }));
  const confirmation = z.object({ confirm: z.boolean() });
  server.registerTool('deploy', { inputSchema: z.object({ env: z.string() }) }, async ({ env }, ctx) => {
    const answer = acceptedContent(ctx.mcpReq.inputResponses, 'confirm', confirmation);
    if (answer === undefined) {
      return inputRequired({ inputRequests: { confirm: inputRequired.elicit({ message: `Deploy to ${env}?`, requestedSchema: confirmation }) } });
    }
    return text(answer.confirm ? `deployed to ${env}` : 'not deployed');
  });
  server.registerTool('count', { inputSchema: z.object({}) }, async (_, ctx) => {
    const token = ctx.mcpReq._meta?.progressToken;
    for (let i = 1; i <= 3; i++) {
      await ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken: token, progress: i, total: 3 } });
    }
    return text('counted');
  });
  server.registerTool('hang', { inputSchema: z.object({}) }, async (_, ctx) =>
    new Promise((resolve) => ctx.mcpReq.signal.addEventListener('abort', () => {
      console.log('aborted');
      resolve(text('aborted'));
    })));
  server.registerTool('change', { inputSchema: z.object({}) }, async () => {
    handler.notify.toolsChanged();
    handler.notify.resourceUpdated('memo://one');
    return text('changed');
  });
  server.registerResource('one', 'memo://one', { mimeType: 'text/plain' }, async (uri) => ({ contents: [{ uri: uri.href, text: 'the memo' }] }));
  return server;
}

handler = createMcpHandler(make);
const http = createServer(toNodeHandler(handler));
http.listen(0, '127.0.0.1', () => console.log(`listening ${http.address().port}`));
