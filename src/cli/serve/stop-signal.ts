import { EXIT } from '../output.js';

/** That the process was asked to stop. */
export interface StopSignal {
  readonly promise: Promise<void>;
  readonly requested: boolean;
}

/** CONTRACT 10: at most so long from the signal to the end, whatever does not let go. */
const EXIT_WITHIN_MS = 25_000;

/** SIGTERM or SIGINT; a second one ends the process at once. */
export function stopSignal(): StopSignal {
  let requested = false;
  const promise = new Promise<void>((resolve) => {
    const stop = (): void => {
      if (requested) process.exit(EXIT.failed);
      requested = true;
      setTimeout(() => process.exit(EXIT.failed), EXIT_WITHIN_MS).unref();
      resolve();
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
  });
  return {
    promise,
    get requested() {
      return requested;
    },
  };
}
