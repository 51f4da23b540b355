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

process.exitCode = await runProgram(process.argv.slice(2), wiring, PROCESS_OUTPUT);
