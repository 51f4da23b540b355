import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { InvalidInputError, type FieldProblem } from '../../common/errors.js';

/** Bodies and queries must be what their classes say and nothing else. @throws InvalidInputError naming every field */
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => new InvalidInputError('The request is not valid.', problemsOf(errors)),
    });
  }

  /** What a path holds has pipes of its own; here it would be made a number, whatever it is. */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return metadata.type === 'param' ? value : super.transform(value, metadata);
  }
}

function problemsOf(errors: readonly ValidationError[], parent = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const path = `${parent}${error.property}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, text]) => {
      return { path, message: rule === 'whitelistValidation' ? 'is not known here' : text };
    });
    return [...own, ...problemsOf(error.children ?? [], `${path}.`)];
  });
}
