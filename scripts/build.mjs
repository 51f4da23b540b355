// A full build, from nothing: `npm run build`.
import { build } from './lib/build.mjs';

process.exit(build({ force: true }) ? 0 : 1);
