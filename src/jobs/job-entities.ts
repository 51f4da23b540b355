import { FileImport } from './files/file-import.entity.js';
import { FileRemoval } from './files/file-removal.entity.js';
import { FileType } from './files/file-type.entity.js';
import { FileUse } from './files/file-use.entity.js';
import { File } from './files/file.entity.js';
import { Indicator } from './indicators/indicator.entity.js';
import { JobBeat } from './job-beat.entity.js';
import { JobEvent } from './job-event.entity.js';
import { JobLog } from './job-log.entity.js';
import { Job } from './job.entity.js';
import { Schedule } from './schedule/schedule.entity.js';

/** Every entity of the job engine. */
export const JOB_ENTITIES = [
  Job,
  JobBeat,
  JobLog,
  JobEvent,
  File,
  FileUse,
  FileImport,
  FileRemoval,
  FileType,
  Indicator,
  Schedule,
];
