import { ShownChoice, ShownFlag, ShownNumber, ShownText, ShownTexts } from '../fields/shown.js';

const FAILURES = [
  ...['host', 'tls', 'authentication', 'database-missing', 'permission', 'timeout'],
  ...['not-a-database', 'protocol', 'other'],
];

/** How a test of a form ended: with `version` and so on when `ok`, else with `failure` and `message`. */
export class ProbeAnswerDto {
  @ShownFlag()
  readonly ok!: boolean;

  @ShownText({ optional: true, example: '10.11.9-MariaDB' })
  readonly version?: string;

  @ShownNumber({ optional: true, description: 'Of one round trip' })
  readonly latencyMs?: number;

  @ShownTexts({ optional: true, description: 'Every schema that the account can see' })
  readonly schemas?: readonly string[];

  @ShownTexts({ optional: true })
  readonly warnings?: readonly string[];

  @ShownChoice(FAILURES, { optional: true })
  readonly failure?: string;

  @ShownText({ optional: true, description: 'What went wrong and what to do' })
  readonly message?: string;
}
