import { mkdirSync } from 'node:fs';
import { ADMIN_BUNDLE_DIR, prepareAdminJsEnvironment } from '../config/adminjs-environment.js';

/** A step of the build: makes the bundle of the browser components, so that no server has to. */
prepareAdminJsEnvironment(true);
mkdirSync(ADMIN_BUNDLE_DIR, { recursive: true });
const { default: AdminJS } = await import('adminjs');
const { componentLoader } = await import('./component-loader.js');
await new AdminJS({ componentLoader }).initialize();
