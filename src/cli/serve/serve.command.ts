import type { Command } from 'commander';
import type { Config } from '../../config/config.js';
import { readableLines } from '../../http/log-lines.js';
import { CatalogueConnection } from '../../persistence/catalogue-connection.js';
import { EXIT, type Commands } from '../output.js';
import type { RunningServer, ServerStart, Wiring } from '../wiring.js';
import { sayAdminMade, sayReady, type FirstFound } from './banner.js';
import { firstStart } from './first-start.js';
import { stopSignal, type StopSignal } from './stop-signal.js';

interface ServeOptions {
  readonly port?: string;
  readonly host?: string;
  readonly demo: boolean;
}

/** `seshat serve`: the server, until it is told to stop. */
export function serveCommand(program: Command, { config, output, wiring, finish }: Commands): void {
  program
    .command('serve')
    .description('run the server: admin pages, REST API, jobs')
    .option('--port <port>', 'overrides PORT')
    .option('--host <address>', 'overrides SESHAT_HOST')
    .option('--no-demo', 'do not register the demo source at first start')
    .action(async ({ port, host, demo }: ServeOptions) => {
      const settings = config({ PORT: port, SESHAT_HOST: host, SESHAT_DEMO: demo ? undefined : 'false' });
      await new Serving(settings, wiring, output).run();
      finish(EXIT.ok);
    });
}

class Serving {
  private found: FirstFound | null = null;

  constructor(
    private readonly config: Config,
    private readonly wiring: Wiring,
    private readonly output: Commands['output'],
  ) {}

  async run(): Promise<void> {
    const stop = stopSignal();
    const server = await this.start();
    try {
      await Promise.race([stop.promise, this.ready(server, stop)]);
    } finally {
      await server.close();
    }
  }

  /** People find a workspace, the demo and their sign-in from the first answer on, where the catalogue is there. */
  private async start(): Promise<RunningServer> {
    const { stdout, stderr } = this.output;
    const prepare: ServerStart['prepare'] = async (app) => {
      if (app.get(CatalogueConnection).isReady) this.found = await firstStart(app, this.config);
    };
    try {
      const sink = stdout.isTTY ? readableLines(stdout) : stdout;
      return await this.wiring.startServer(this.config, { sink, prepare });
    } catch (error) {
      if (this.found) sayAdminMade(stderr, this.found);
      throw error;
    }
  }

  /** Says that it is ready as soon as it is, and never resolves. @throws when the catalogue cannot be used after all */
  private async ready({ app, address }: RunningServer, stop: StopSignal): Promise<never> {
    const { stderr } = this.output;
    if (!this.found) {
      stderr.write(`\n  Seshat listens on ${address}, but the catalogue cannot be reached. It is tried again.\n\n`);
      await app.get(CatalogueConnection).whenReady();
      this.found = await firstStart(app, this.config);
    }
    if (!stop.requested) sayReady(stderr, address, this.config, this.found);
    return new Promise(() => undefined);
  }
}
