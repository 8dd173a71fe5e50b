// One visit to the server: everything that can happen in a call, with whatever client there is.
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const text = (result) => result.content[0].text;

async function until(what, condition) {
  for (let i = 0; i < 600; i++) {
    if (await condition()) {
      return;
    }
    await pause(100);
  }
  throw new Error(`${what} did not happen within a minute`);
}

export async function visit({ client, updated, call, version, watch, unwatch }) {
  const seen = { version, server: client.getServerVersion().name };
  seen.tools = (await client.listTools()).tools.map((tool) => tool.name);
  seen.total = (await call({ name: 'add', arguments: { a: 2, b: 3 } })).structuredContent.total;
  seen.memo = (await client.readResource({ uri: 'memo://one' })).contents[0].text;
  const progress = [];
  await call({ name: 'count', arguments: {} }, { onprogress: (p) => progress.push(p.progress) });
  seen.progress = progress;
  seen.elicited = text(await call({ name: 'deploy', arguments: {} }));
  seen.sampled = text(await call({ name: 'capital', arguments: {} }));
  seen.rested = text(await call({ name: 'rest', arguments: {} }));
  const patience = new AbortController();
  await call({ name: 'hang', arguments: {} }, { signal: patience.signal, onprogress: () => patience.abort('enough') })
    .then(() => { seen.hang = 'answered'; }, () => { seen.hang = 'gave up'; });
  await until('The cancellation', async () => text(await call({ name: 'cancelled', arguments: {} })) === '1 cancelled');
  await watch('memo://one');
  await until('The update', async () => {
    // Again and again, because a stream for news may not be open yet.
    await call({ name: 'change', arguments: {} });
    return updated.length > 0;
  });
  seen.updated = updated[0];
  await unwatch('memo://one');
  await pause(300);
  const before = updated.length;
  await call({ name: 'change', arguments: {} });
  await pause(300);
  seen.afterwards = updated.length - before;
  console.log(JSON.stringify(seen));
}
