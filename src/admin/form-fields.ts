import type { RequestHandler } from 'express';
import { DomainError } from '../common/errors.js';

/** The longest description fits several times. */
const MAX_FIELDS_BYTES = 512 * 1024;

/** What the form reader of AdminJS (formidable 1) calls for each part of a form, with itself as `this`. */
interface FormReader {
  handlePart(part: { readonly filename?: string }): void;
  emit(event: 'error', error: Error): void;
}

/** How AdminJS reads forms: plain fields only. A part that is a file ends the request before it touches the disk. */
export const FORM_OPTIONS = {
  maxFieldsSize: MAX_FIELDS_BYTES,
  maxFields: 500,
  onPart(this: FormReader, part: { readonly filename?: string }): void {
    if (part.filename === undefined) this.handlePart(part);
    else this.emit('error', new DomainError('uploads-refused', 'Files are not taken here.'));
  },
};

/** Lets only forms through, and no large ones: of other bodies the reader would keep everything, or write it to the disk. */
export function onlyForms(): RequestHandler {
  return (request, _response, next) => {
    const length = Number(request.headers['content-length'] ?? 0);
    const hasBody = length > 0 || request.headers['transfer-encoding'] !== undefined;
    if (length > 2 * MAX_FIELDS_BYTES) next(new DomainError('body-too-large', 'The form is too large.'));
    else if (hasBody && request.is('multipart/form-data') === false)
      next(new DomainError('unsupported-media-type', 'Send a form, as multipart/form-data.'));
    else next();
  };
}
