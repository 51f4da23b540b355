/**
 * Text of a source as every catalogue engine can keep it: PostgreSQL has no character 0 in text, and half a surrogate
 * pair is no UTF-8. They are shown as `␀` and `�`; keys are made from the text as the source has it.
 */
export function storable<T extends string | null>(text: T): T {
  if (text === null || !/[\0\p{Cs}]/u.test(text)) return text;
  return text.replaceAll('\0', '␀').replaceAll(/\p{Cs}/gu, '\ufffd') as T;
}
