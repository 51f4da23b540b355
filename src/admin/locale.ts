import type { Locale } from 'adminjs';

const LABELS = {
  SqlDb: 'Sources',
  SqlTable: 'Tables',
  SqlColumn: 'Columns',
  Relationship: 'Relationships',
  Job: 'Jobs',
  Schedule: 'Schedules',
  File: 'Files',
  Workspace: 'Workspaces',
  User: 'Users',
  ApiToken: 'API tokens',
  Audit: 'Audit',
};

/** The list of each resource is titled by its name. */
const LIST_TITLES = Object.fromEntries(
  Object.entries(LABELS).map(([resource, title]) => [resource, { actions: { list: title } }]),
);

/** What people read in place of AdminJS' own words and our field names. */
export const EN: Locale = {
  language: 'en',
  translations: {
    en: {
      labels: { ...LABELS, dashboard: 'Overview', selectedRecords: 'Selected: {{selected}}' },
      actions: {
        discover: 'Discover',
        discoverMany: 'Discover',
        testConnection: 'Test connection',
        testMany: 'Test connection',
        reset: 'Reset',
        cancel: 'Cancel',
        resetMany: 'Reset',
        new: 'Add',
        show: 'Open',
        edit: 'Edit',
        delete: 'Delete',
      },
      buttons: {
        applyChanges: 'Apply',
        resetFilter: 'Clear',
        logout: 'Sign out',
        addNewItem: 'Add',
        createFirstRecord: 'Add the first one',
      },
      messages: {
        successfullyUpdated: 'Saved.',
        successfullyCreated: 'Added.',
        successfullyDeleted: 'Deleted.',
        thereWereValidationErrors: 'Not saved: see what is marked below.',
        errorFetchingRecords:
          'The list could not be loaded. Load the page again; if that does not help, sign in again.',
        errorFetchingRecord:
          'The record could not be loaded. Load the page again; if that does not help, sign in again.',
        forbiddenError: 'Your role does not allow this. Ask an administrator.',
        anyForbiddenError: 'Your role does not allow this. Ask an administrator.',
        error404Action: 'There is nothing here: it may have been deleted, or your role does not let you see it.',
        error404Record: 'There is no such record, or your role does not let you see it.',
        error404Resource: 'There is no such page.',
        noRecordsInResource: 'There is nothing here yet, or nothing that fits the filter.',
        noRecords: 'Nothing was found.',
        sourceGuard:
          'Delete this source? Its tables, columns, relationships, what people wrote about them and the history of its ' +
          'changes go for good. One that is at work is not deleted: cancel its job first. Its jobs and their logs stay. The database itself is not touched.',
        jobGuard:
          'Delete this job? Its log, its indicators, its files and the jobs that are parts of it go for good. It is ' +
          'refused while another job uses one of its files.',
        fileGuard: 'Delete this file? One that a job uses is kept.',
        workspaceGuard: 'Delete this workspace? Only an empty one can be deleted.',
        userGuard:
          'Delete this user? Sign-ins and API tokens of the user end at once. What the user did stays in the audit.',
        scheduleGuard: 'Delete this schedule? The jobs that it has started stay.',
        tokenGuard: 'Revoke this token? Whatever uses it is refused from now on. It stays listed.',
      },
      properties: {
        name: 'Name',
        engine: 'Engine',
        place: 'Where',
        status: 'Structure',
        tables: 'Tables',
        columns: 'Columns',
        relationships: 'Relationships',
        lastDiscoveredAt: 'Last discovered',
        workspaceId: 'Workspace',
        sqlDbId: 'Source',
        sqlDb: 'Source',
        tableId: 'Table',
        tableName: 'Table',
        columnCount: 'Columns',
        rowEstimate: 'Rows (estimate)',
        generatedComment: 'Generated comment',
        columnName: 'Display name',
        nativeType: 'Type',
        dataFormat: 'Data format',
        nullable: 'Nullable',
        defaultValue: 'Default',
        pkField: 'Primary key',
        fkField: 'Refers to',
        valueDescription: 'What its values mean',
        comment: 'Comment',
        missing: 'Missing',
        stale: 'Unreadable',
        outside: 'Outside the catalogue',
        source: 'From',
        target: 'To',
        onUpdate: 'On update',
        onDelete: 'On delete',
        startedBy: 'Started by',
        createdAt: 'Created',
        endedAt: 'Ended',
        isDefault: 'Default',
        login: 'Login',
        role: 'Role',
        password: 'Password',
        disabled: 'Disabled',
        lastLoginAt: 'Last sign-in',
        prefix: 'Begins with',
        userId: 'Of',
        scopes: 'Scopes',
        expiresAt: 'Expires',
        lastUsedAt: 'Last used',
        revoked: 'Revoked',
        at: 'When',
        who: 'Who',
        action: 'What',
        subject: 'On',
        address: 'From',
        details: 'Details',
      },
      resources: {
        ...LIST_TITLES,
        Job: {
          actions: { ...LIST_TITLES['Job']?.actions, new: 'Run a task', show: 'Job' },
          properties: {
            ...{ status: 'Status', number: 'Number', title: 'What', createdAt: 'Asked for', error: 'Error' },
            ...{ task: 'Task', evaluation: 'Evaluation', took: 'Run time', progress: 'Progress' },
          },
        },
        File: {
          actions: { ...LIST_TITLES['File']?.actions, show: 'File' },
          properties: {
            ...{ directory: 'How it came', type: 'Type', size: 'Size', jobId: 'Made by', createdAt: 'Since' },
            importedBy: 'Imported by',
          },
        },
        Schedule: {
          actions: { ...LIST_TITLES['Schedule']?.actions, new: 'Add a schedule', show: 'Schedule' },
          properties: {
            ...{ task: 'What it runs', times: 'Times', enabled: 'On', off: 'Off', nextAt: 'Next', lastAt: 'Last' },
            ...{ lastJobId: 'Last job', lastError: 'Problem', missed: 'Missed' },
            ...{ missedAt: 'Missed last', owner: 'With the rights of' },
          },
        },
        SqlDb: { actions: { ...LIST_TITLES['SqlDb']?.actions, new: 'Add a source', show: 'Source' } },
        SqlTable: { actions: { ...LIST_TITLES['SqlTable']?.actions, show: 'Table' } },
        SqlColumn: { actions: { ...LIST_TITLES['SqlColumn']?.actions, show: 'Column' } },
        Workspace: { actions: { ...LIST_TITLES['Workspace']?.actions, new: 'Add a workspace', show: 'Workspace' } },
        User: { actions: { ...LIST_TITLES['User']?.actions, new: 'Add a user', show: 'User' } },
        ApiToken: { actions: { ...LIST_TITLES['ApiToken']?.actions, new: 'Make a token', delete: 'Revoke' } },
        Relationship: {
          actions: { ...LIST_TITLES['Relationship']?.actions, show: 'Relationship' },
          properties: { name: 'Constraint' },
        },
      },
    },
  },
};
