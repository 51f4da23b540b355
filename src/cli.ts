import { PROCESS_OUTPUT } from './cli/output.js';
import { runProgram } from './cli/program.js';

// The application is loaded only by commands that need it: reading a source does not.
process.exitCode = await runProgram(
  process.argv.slice(2),
  {
    startServer: async (config) => (await import('./main.js')).startServer(config),
    openCatalogue: async (config, logger) => (await import('./main.js')).openCatalogue(config, logger),
  },
  PROCESS_OUTPUT,
);
