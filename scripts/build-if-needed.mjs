// Builds when dist is missing or older than the sources; a few milliseconds otherwise.
import { build, canBuild, isFresh } from './lib/build.mjs';

if (canBuild() && !isFresh()) {
  process.stderr.write('Building Seshat …\n');
  if (!build()) process.exit(1);
}
