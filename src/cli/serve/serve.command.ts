import type { INestApplicationContext } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { EXIT, type Output } from '../output.js';
import { FirstStart } from './first-start.js';
import { sayReady } from './banner.js';

/** CONTRACT 10: at most so long from the signal to the end. */
const EXIT_WITHIN_MS = 25_000;

export interface RunningServer {
  readonly app: INestApplicationContext;
  readonly address: string;
  close(): Promise<void>;
}

/** Runs the server until it is told to stop. @returns the exit code */
export async function serve(config: Config, start: () => Promise<RunningServer>, output: Output): Promise<number> {
  const stop = stopSignal();
  const server = await start();
  const first = new FirstStart(server.app, config);
  const ready = first.run(stop.signal).then(
    (found) => sayReady(output.stderr, server.address, config, found),
    (error: unknown) => {
      if (!stop.signal.aborted) throw error;
    },
  );
  await Promise.race([stop.promise, ready.then(() => stop.promise)]);
  const tooLate = setTimeout(() => process.exit(EXIT.failed), EXIT_WITHIN_MS);
  await server.close();
  clearTimeout(tooLate);
  return EXIT.ok;
}

/** Resolves at SIGTERM or SIGINT; a second one ends the process at once. */
function stopSignal(): { promise: Promise<void>; signal: AbortSignal } {
  const controller = new AbortController();
  const promise = new Promise<void>((resolve) => {
    const stop = (): void => {
      if (controller.signal.aborted) process.exit(EXIT.failed);
      controller.abort();
      resolve();
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
  return { promise, signal: controller.signal };
}
