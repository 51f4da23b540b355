import { PROCESS_OUTPUT } from './cli/output.js';
import { runProgram } from './cli/program.js';
import type { Wiring } from './cli/wiring.js';

// The application is loaded only by commands that need it: reading a source does not.
const wiring = {
  startServer: async (...args) => (await import('./main.js')).startServer(...args),
  startWorker: async (...args) => (await import('./worker.js')).startWorker(...args),
  openCatalogue: async (...args) => (await import('./main.js')).openCatalogue(...args),
  copyCatalogue: async (...args) => (await import('./copy.js')).copyBetween(...args),
} satisfies Wiring;

// Who reads through a pipe may have enough (`seshat jobs | head`): what is written after that is for nobody.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

process.exitCode = await runProgram(process.argv.slice(2), wiring, PROCESS_OUTPUT);
