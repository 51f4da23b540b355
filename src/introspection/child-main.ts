import { runRequest } from './child-run.js';
import { LineSender } from './line-sender.js';
import { pinLookup } from './pinned-lookup.js';
import { DATA_FD, type ChildRequest, type StopMessage } from './protocol.js';
import { redactor } from './redact.js';

// The entry of a reader's child process: plain Node, an empty environment, one request, one answer, gone.

// Node 20 has no navigator, and pg then tells its runtime by making a Response, for which Node loads all of fetch: 25 ms.
if (!('navigator' in globalThis)) Object.assign(globalThis, { navigator: { userAgent: 'Node.js' } });

const sender = new LineSender(DATA_FD);
const stop = new AbortController();
let redact = (text: string): string => text;

// The child ends when its parent does: the channel closes, whatever ended the parent.
process.on('disconnect', () => process.exit(75));

// A driver that dies of a malformed stream must not look like a finished read; the parent sees the exit code.
process.on('uncaughtException', (error) => {
  process.stderr.write(redact(`${error.name}: ${error.message}`).slice(0, 1000), () => process.exit(70));
});

process.on('message', (message: ChildRequest | StopMessage) => {
  if (message.kind === 'stop') {
    stop.abort();
    return;
  }
  redact = redactor([message.connection.password]);
  pinLookup(message.connection.host, message.addresses);
  void runRequest(message, sender, stop.signal).then(() => process.exit(0));
});
