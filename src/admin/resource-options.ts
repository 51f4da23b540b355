import type { ActionContext, ActionRequest, ResourceOptions } from 'adminjs';
import { includesRole, type Role } from '../common/actor.js';
import { COMPONENTS } from './component-loader.js';
import { actorOf } from './resource/service-resource.js';
import { ENGINE_NAMES, EVALUATION_NAMES, KIND_NAMES, MODE_NAMES } from './components/words.js';

const CATALOGUE = { name: 'Catalogue', icon: 'Book' };
const WORK = { name: 'Work', icon: 'Activity' };
const ADMINISTRATION = { name: 'Administration', icon: 'Settings' };

const NEVER = { isAccessible: false, isVisible: false };
/** For what discovery alone makes and takes away. */
const READ_ONLY = { new: NEVER, delete: NEVER, bulkDelete: NEVER };

/** Hides what a person could not do; the services refuse it all the same. */
const needs =
  (role: Role) =>
  (context: ActionContext): boolean => {
    const actor = actorOf(context);
    return includesRole(actor.role, role) || Object.values(actor.workspaceRoles).some((own) => includesRole(own, role));
  };

const onlyFor = (role: Role, ...actions: readonly string[]) =>
  Object.fromEntries(actions.map((action) => [action, { isAccessible: needs(role) }]));

/** Answers with the record, or the records: the component does the rest by POST. */
const showRecord = async (_request: ActionRequest, _response: unknown, { record, currentAdmin }: ActionContext) => ({
  record: record?.toJSON(currentAdmin),
});
const showRecords = async (_request: ActionRequest, _response: unknown, { records, currentAdmin }: ActionContext) => ({
  records: records?.map((record) => record.toJSON(currentAdmin)),
});

const startAction = (icon: string) => ({
  actionType: 'record' as const,
  icon,
  component: COMPONENTS.startAction,
  hideActionHeader: true,
  isAccessible: needs('operator'),
  handler: showRecord,
});
const startMany = (icon: string) => ({
  actionType: 'bulk' as const,
  icon,
  component: COMPONENTS.startAction,
  hideActionHeader: true,
  isAccessible: needs('operator'),
  handler: showRecords,
});

/** While it lives; its page has the button. */
const mayCancel = (context: ActionContext): boolean =>
  needs('operator')(context) && ['pending', 'running'].includes(String(context.record?.params['status']));

/** What a job made goes with the job. */
const mayDeleteFile = (context: ActionContext): boolean =>
  needs('editor')(context) && context.record?.params['directory'] === 'imported';

const TEXT = { components: { list: COMPONENTS.textField, show: COMPONENTS.textField } };
/** Text whose values have names for people. */
const named = (labels: Readonly<Record<string, string>>) => ({
  ...TEXT,
  custom: { labels },
  availableValues: Object.entries(labels).map(([value, label]) => ({ value, label })),
});
/** A yes or no that is worth a word only when it is yes. */
const flag = (word: string) => ({
  custom: { word },
  components: { list: COMPONENTS.flagField, show: COMPONENTS.flagField },
});
const NOTE = { ...TEXT, type: 'textarea' as const };
const STATUS = { components: { list: COMPONENTS.statusField, show: COMPONENTS.statusField } };
const link = (resource?: string, idField?: string) => ({
  custom: { ...(resource && { resource }), ...(idField && { idField }) },
  components: { list: COMPONENTS.linkField, show: COMPONENTS.linkField },
});
const HIDDEN = { isVisible: false };
const HIDDEN_ID = { id: HIDDEN, version: HIDDEN };

/** How each resource is shown: its group, its columns, its actions. */
export const OPTIONS: Readonly<Record<string, ResourceOptions>> = {
  SqlDb: {
    navigation: CATALOGUE,
    listProperties: ['name', 'engine', 'status', 'tables', 'columns', 'relationships', 'lastDiscoveredAt', 'mode'],
    filterProperties: ['name', 'engine', 'status', 'mode', 'tags', 'workspaceId'],
    sort: { sortBy: 'name', direction: 'asc' },
    properties: {
      ...HIDDEN_ID,
      name: link(),
      engine: named(ENGINE_NAMES),
      mode: named(MODE_NAMES),
      status: STATUS,
      place: TEXT,
      description: TEXT,
    },
    actions: {
      new: { component: COMPONENTS.sourceForm, hideActionHeader: true, isAccessible: needs('operator') },
      edit: { component: COMPONENTS.sourceForm, hideActionHeader: true, isAccessible: needs('editor') },
      show: { component: COMPONENTS.sourceShow, hideActionHeader: true },
      delete: {
        isAccessible: needs('admin'),
        guard: 'sourceGuard',
      },
      bulkDelete: NEVER,
      discover: startAction('Play'),
      testConnection: startAction('Wifi'),
      reset: startAction('RotateCcw'),
      discoverMany: startMany('Play'),
      testMany: startMany('Wifi'),
      resetMany: startMany('RotateCcw'),
    },
  },
  SqlTable: {
    navigation: CATALOGUE,
    listProperties: ['name', 'schema', 'sqlDbId', 'kind', 'columnCount', 'rowEstimate', 'comment', 'missing'],
    filterProperties: ['name', 'schema', 'sqlDbId', 'kind', 'missing', 'stale', 'tags'],
    editProperties: ['description', 'tags'],
    sort: { sortBy: 'schema', direction: 'asc' },
    properties: {
      ...HIDDEN_ID,
      name: link(),
      schema: TEXT,
      kind: named(KIND_NAMES),
      comment: TEXT,
      description: NOTE,
      missing: flag('missing'),
      stale: flag('unreadable'),
    },
    actions: {
      ...READ_ONLY,
      edit: { isAccessible: needs('editor') },
      show: { component: COMPONENTS.tableShow, hideActionHeader: true },
    },
  },
  SqlColumn: {
    navigation: CATALOGUE,
    listProperties: ['name', 'tableName', 'nativeType', 'dataFormat', 'pkField', 'fkField', 'comment'],
    filterProperties: ['name', 'sqlDbId', 'dataFormat', 'missing'],
    editProperties: ['columnName', 'description', 'valueDescription'],
    sort: { sortBy: 'tableName', direction: 'asc' },
    properties: {
      ...HIDDEN_ID,
      name: link(),
      tableName: link('SqlTable', 'tableId'),
      tableId: HIDDEN,
      columnName: TEXT,
      nativeType: TEXT,
      dataFormat: TEXT,
      nullable: flag('yes'),
      defaultValue: TEXT,
      fkField: TEXT,
      pkField: TEXT,
      comment: TEXT,
      generatedComment: TEXT,
      description: NOTE,
      valueDescription: NOTE,
      missing: flag('missing'),
    },
    actions: { ...READ_ONLY, edit: { isAccessible: needs('editor') } },
  },
  Relationship: {
    navigation: CATALOGUE,
    listProperties: ['source', 'target', 'columns', 'name', 'onDelete', 'sqlDbId', 'missing'],
    filterProperties: ['name', 'sqlDbId', 'kind', 'outside', 'missing'],
    sort: { sortBy: 'source', direction: 'asc' },
    editProperties: ['description'],
    properties: {
      ...HIDDEN_ID,
      name: link(),
      source: link('SqlTable', 'sourceTableId'),
      target: link('SqlTable', 'targetTableId'),
      sourceTableId: HIDDEN,
      targetTableId: HIDDEN,
      columns: TEXT,
      kind: TEXT,
      description: NOTE,
      outside: flag('outside the catalogue'),
      missing: flag('missing'),
    },
    actions: {
      ...READ_ONLY,
      edit: { isAccessible: needs('editor') },
      show: { component: COMPONENTS.relationshipShow, hideActionHeader: true },
    },
  },
  Job: {
    navigation: WORK,
    listProperties: ['number', 'title', 'task', 'status', 'evaluation', 'startedBy', 'createdAt', 'took'],
    filterProperties: ['title', 'status', 'task', 'sqlDb', 'workspaceId', 'createdAt'],
    properties: {
      ...{ ...HIDDEN_ID, number: link(), title: TEXT, startedBy: TEXT, status: STATUS, error: TEXT, partly: HIDDEN },
      ...{ evaluation: named(EVALUATION_NAMES), took: TEXT },
    },
    actions: {
      new: { component: COMPONENTS.runTask, hideActionHeader: true, isAccessible: needs('viewer') },
      bulkDelete: NEVER,
      delete: { isAccessible: needs('operator'), guard: 'jobGuard' },
      edit: NEVER,
      show: { component: COMPONENTS.jobShow, hideActionHeader: true },
      cancel: { ...startAction('X'), component: COMPONENTS.jobShow, isAccessible: mayCancel },
    },
  },
  Schedule: {
    navigation: WORK,
    listProperties: ['name', 'times', 'nextAt', 'lastAt', 'lastError', 'missed', 'off'],
    filterProperties: ['name', 'task', 'enabled', 'sqlDb', 'workspaceId'],
    showProperties: [
      ...['name', 'task', 'sqlDb', 'times', 'enabled', 'nextAt', 'lastAt', 'lastJobId', 'lastError'],
      ...['missed', 'missedAt', 'owner', 'workspaceId'],
    ],
    properties: { ...HIDDEN_ID, name: link(), times: TEXT, lastError: TEXT, owner: TEXT, off: flag('off') },
    actions: {
      new: { component: COMPONENTS.scheduleForm, hideActionHeader: true, isAccessible: needs('operator') },
      edit: { component: COMPONENTS.scheduleForm, hideActionHeader: true, isAccessible: needs('operator') },
      delete: { isAccessible: needs('operator'), guard: 'scheduleGuard' },
      bulkDelete: NEVER,
    },
  },
  File: {
    navigation: WORK,
    listProperties: ['name', 'directory', 'type', 'size', 'jobId', 'importedBy', 'createdAt', 'content'],
    filterProperties: ['name', 'directory', 'type', 'jobId', 'workspaceId'],
    properties: {
      ...{ ...HIDDEN_ID, name: link(), type: TEXT, size: TEXT, importedBy: TEXT },
      directory: named({ job: 'produced', imported: 'imported' }),
      content: { components: { list: COMPONENTS.downloadField } },
    },
    actions: {
      new: NEVER,
      edit: NEVER,
      bulkDelete: NEVER,
      show: { component: COMPONENTS.fileShow, hideActionHeader: true },
      delete: { isAccessible: mayDeleteFile, guard: 'fileGuard' },
    },
  },
  Workspace: {
    navigation: ADMINISTRATION,
    listProperties: ['name', 'description', 'isDefault', 'createdAt'],
    filterProperties: ['name'],
    editProperties: ['name', 'description'],
    properties: { ...HIDDEN_ID, name: link(), description: NOTE, isDefault: flag('default') },
    actions: {
      new: { isAccessible: needs('admin') },
      edit: { isAccessible: needs('admin') },
      delete: { isAccessible: needs('admin'), guard: 'workspaceGuard' },
      bulkDelete: NEVER,
    },
  },
  User: {
    navigation: ADMINISTRATION,
    listProperties: ['login', 'name', 'role', 'disabled', 'lastLoginAt', 'createdAt'],
    filterProperties: ['login', 'role'],
    showProperties: ['login', 'name', 'role', 'disabled', 'lastLoginAt', 'createdAt'],
    properties: { ...HIDDEN_ID, login: link(), name: TEXT, role: TEXT, disabled: flag('disabled') },
    actions: {
      ...onlyFor('admin', 'list', 'show', 'search'),
      new: { isAccessible: needs('admin'), layout: ['login', 'name', 'role', 'password'] },
      edit: { isAccessible: needs('admin'), layout: ['name', 'role', 'password', 'disabled'] },
      delete: { isAccessible: needs('admin'), guard: 'userGuard' },
      bulkDelete: NEVER,
    },
  },
  ApiToken: {
    navigation: ADMINISTRATION,
    listProperties: ['name', 'prefix', 'userId', 'scopes', 'createdAt', 'expiresAt', 'lastUsedAt', 'revoked'],
    filterProperties: ['name'],
    properties: { ...HIDDEN_ID, name: TEXT, scopes: TEXT, revoked: flag('revoked') },
    actions: {
      new: { component: COMPONENTS.tokenNew, hideActionHeader: true },
      edit: NEVER,
      show: NEVER,
      bulkDelete: NEVER,
      delete: { guard: 'tokenGuard' },
    },
  },
  Audit: {
    navigation: ADMINISTRATION,
    listProperties: ['at', 'who', 'action', 'subject', 'address', 'details'],
    filterProperties: ['action', 'at'],
    properties: { ...HIDDEN_ID, who: TEXT, action: TEXT, subject: TEXT, address: TEXT, details: TEXT },
    actions: { ...READ_ONLY, edit: NEVER, show: NEVER, ...onlyFor('admin', 'list', 'search') },
  },
};
