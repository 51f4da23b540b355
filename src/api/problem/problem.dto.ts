import { ApiProperty } from '@nestjs/swagger';

/** One wrong field. */
export class FieldProblemDto {
  @ApiProperty({ description: 'Where it is, a dotted path', example: 'port' })
  readonly path!: string;

  @ApiProperty({ description: 'What to do about it', example: 'must be 1 to 65535' })
  readonly message!: string;
}

/** What every refusal looks like (RFC 9457); further members depend on `code`. */
export class ProblemDto {
  @ApiProperty({ format: 'uri', example: 'urn:seshat:problem:not-found' })
  readonly type!: string;

  @ApiProperty({ description: 'The same for every problem of this status', example: 'Not found' })
  readonly title!: string;

  @ApiProperty({ type: 'integer', example: 404 })
  readonly status!: number;

  @ApiProperty({ description: 'What happened and what to do, for people', example: 'There is no job 7.' })
  readonly detail!: string;

  @ApiProperty({ description: 'What happened, for programs; stable', example: 'not-found' })
  readonly code!: string;

  @ApiProperty({ type: [FieldProblemDto], required: false, description: 'Every wrong field' })
  readonly errors?: readonly FieldProblemDto[];
}
