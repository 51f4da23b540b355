import { fileURLToPath } from 'node:url';
import { ComponentLoader } from 'adminjs';

/** The browser code as it stands in the sources: the bundler compiles it. From dist/src/admin three levels up, then down. */
const FOLDER = fileURLToPath(
  new URL(import.meta.url.includes('/dist/src/') ? '../../../src/admin/components/' : './components/', import.meta.url),
);

export const componentLoader = new ComponentLoader();
const add = (name: string): string => componentLoader.add(name, `${FOLDER}${name}.tsx`);

/** The pages and fields that we draw ourselves; the build bundles exactly these. */
export const COMPONENTS = {
  dashboard: add('Dashboard'),
  sourceShow: add('SourceShow'),
  sourceForm: add('SourceForm'),
  startAction: add('StartAction'),
  tableShow: add('TableShow'),
  relationshipShow: add('RelationshipShow'),
  tokenNew: add('TokenNew'),
  jobShow: add('JobShow'),
  runTask: add('RunTask'),
  fileShow: add('FileShow'),
  scheduleForm: add('ScheduleForm'),
  statusField: add('StatusField'),
  textField: add('TextField'),
  linkField: add('LinkField'),
  downloadField: add('DownloadField'),
  flagField: add('FlagField'),
} as const;

componentLoader.override('SidebarResourceSection', `${FOLDER}Navigation.tsx`);
