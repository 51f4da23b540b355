import { fileURLToPath } from 'node:url';

/** Where the build puts AdminJS' bundle; a folder without a dot, else express refuses to send it. */
export const ADMIN_BUNDLE_DIR = fileURLToPath(new URL('../../admin-bundle', import.meta.url));

/**
 * AdminJS reads its settings from the environment at import; call this before the first import of it.
 * @param bundling true in the build step that makes the bundle, false in a server that serves it
 */
export function prepareAdminJsEnvironment(bundling: boolean): void {
  process.env.ADMIN_JS_TMP_DIR = ADMIN_BUNDLE_DIR;
  process.env.NODE_ENV = 'production';
  if (bundling) delete process.env.ADMIN_JS_SKIP_BUNDLE;
  else process.env.ADMIN_JS_SKIP_BUNDLE = 'true';
}
