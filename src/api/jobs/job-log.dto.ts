import { LOG_LEVELS } from '../../jobs/log/log-level.js';
import { ShownChoice, ShownInt, ShownText, ShownThings, ShownTime } from '../fields/shown.js';

/** A line of a job's log. */
export class LogLineDto {
  @ShownInt()
  readonly seq!: number;

  @ShownTime()
  readonly timestamp!: Date;

  @ShownChoice(LOG_LEVELS)
  readonly level!: string;

  @ShownText()
  readonly message!: string;
}

/** A part of a job's log, in order. */
export class LogPageDto {
  @ShownThings(() => LogLineDto)
  readonly lines!: readonly LogLineDto[];

  @ShownInt({ description: 'What to give as `after` for the lines that follow' })
  readonly nextAfter!: number;

  @ShownInt({ description: 'Lines of this part that a long run had to drop; a line in their place says so too' })
  readonly dropped!: number;
}
