/** The JSON shapes of the REST API that these pages read (see docs: /api/docs). */

export type JobStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
export type SourceStatus = 'idle' | JobStatus;

export interface Progress {
  readonly step: string;
  readonly stepIndex: number;
  readonly steps: number;
  readonly done?: number | null;
  readonly total?: number | null;
  readonly percent: number;
  readonly rate?: number | null;
}

export type Evaluation = 'unknown' | 'best' | 'good' | 'rejected';
export type Values = Readonly<Record<string, unknown>>;

export interface Job {
  readonly id: string;
  readonly number: string;
  readonly workspaceId: string;
  readonly task: string;
  readonly title: string;
  readonly status: JobStatus;
  readonly cause: string | null;
  readonly parentId: string | null;
  readonly subject: { readonly type: string; readonly id: string; readonly name?: string | null } | null;
  readonly startedBy: { readonly name: string } | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly durationMs: number | null;
  readonly attempt: number;
  readonly progress: Progress | null;
  readonly result: Values | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly losses: number;
  readonly parameters: Values;
  readonly parametersAfter: Values | null;
  readonly outputs: Values | null;
  readonly evaluation: Evaluation;
  readonly comments: string | null;
  readonly origin: { readonly kind: 'retry' | 'clone' | 'schedule'; readonly id: string } | null;
  readonly children?: readonly {
    readonly id: string;
    readonly number: string;
    readonly title: string;
    readonly status: JobStatus;
  }[];
}

export interface FileRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly jobId: string | null;
  readonly name: string;
  readonly directory: string;
  readonly type: string;
  readonly annotation: string | null;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: string;
  readonly source: { readonly name: string; readonly importedAt: string; readonly importedByName: string } | null;
}

export interface JobFileRow extends FileRow {
  readonly role: 'in' | 'out';
  readonly parameterName: string;
}

export type IndicatorValue = number | string | boolean;

export interface IndicatorRow {
  readonly name: string;
  readonly label: string;
  readonly unit: string | null;
  readonly kind: 'number' | 'text' | 'flag';
  readonly value: IndicatorValue;
  readonly previous: IndicatorValue | null;
  readonly change: number | null;
  /** Completed runs up to this one, oldest first. */
  readonly points: readonly {
    readonly jobId: string;
    readonly number: string;
    readonly at: string;
    readonly value: IndicatorValue;
  }[];
}

export interface LogLine {
  readonly seq: number;
  readonly timestamp: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
}

export interface Source {
  readonly id: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly engine: 'sqlite' | 'mariadb' | 'mysql' | 'postgresql';
  readonly host: string | null;
  readonly port: number | null;
  readonly path: string | null;
  readonly database: string | null;
  readonly schemas: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly user: string | null;
  readonly hasPassword: boolean;
  readonly passwordReference: string | null;
  readonly tlsMode: string;
  readonly tlsCa: string | null;
  readonly mode: string;
  readonly language: string | null;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly version: number;
  readonly sourceVersion: string | null;
  readonly lastDiscoveredAt: string | null;
  readonly dbElements: {
    readonly status: SourceStatus;
    readonly taskId: string | null;
    readonly log: string | null;
    readonly startTime: string | null;
    readonly endTime: string | null;
  };
  readonly counts: {
    readonly tables: number;
    readonly columns: number;
    readonly relationships: number;
    readonly missingTables: number;
    readonly missingColumns: number;
    readonly missingRelationships: number;
    readonly staleTables: number;
  };
}

export interface TableRow {
  readonly id: number;
  readonly sqlDbId: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly comment: string | null;
  readonly description: string | null;
  readonly generatedComment: string | null;
  readonly tags: readonly string[];
  readonly rowEstimate: number | null;
  readonly partitions: number;
  readonly columnCount: number;
  readonly definition: string | null;
  readonly structure: {
    readonly primaryKey?: readonly string[];
    readonly uniques?: readonly { readonly name: string | null; readonly columns: readonly string[] }[];
    readonly checks?: readonly { readonly name: string | null; readonly expression: string }[];
    readonly indexes?: readonly {
      readonly name: string;
      readonly unique: boolean;
      readonly parts: readonly {
        readonly column: string | null;
        readonly expression: string | null;
        readonly descending: boolean;
      }[];
      readonly method: string | null;
      readonly predicate: string | null;
    }[];
  } | null;
  readonly missingSince: string | null;
  readonly staleSince: string | null;
  readonly problem: string | null;
  readonly version: number;
}

export interface ColumnRow {
  readonly id: number;
  readonly originalColumnName: string;
  readonly columnName: string;
  readonly ordinal: number;
  readonly nativeType: string;
  readonly dataFormat: string;
  readonly nullable: boolean;
  readonly defaultValue: string | null;
  readonly identity: string | null;
  readonly generated: { readonly expression: string | null; readonly stored: boolean } | null;
  readonly comment: string | null;
  readonly description: string | null;
  readonly pkField: string | null;
  readonly fkField: string | null;
  readonly missingSince: string | null;
}

export interface TableRef {
  readonly id: number | null;
  readonly schema: string;
  readonly name: string;
}

export interface RelationshipRow {
  readonly id: number;
  readonly sqlDbId: string;
  readonly description: string | null;
  readonly constraintName: string | null;
  readonly kind: string;
  readonly sourceTable: TableRef;
  readonly targetTable: TableRef;
  readonly outside: boolean;
  readonly pairs: readonly {
    readonly position: number;
    readonly sourceColumn: string;
    readonly targetColumn: string;
  }[];
  readonly onUpdate: string | null;
  readonly onDelete: string | null;
  readonly missingSince: string | null;
}

export interface Page<T> {
  readonly total: number;
  readonly items: readonly T[];
}

export interface JobPage {
  readonly total: number;
  readonly jobs: readonly Job[];
}
