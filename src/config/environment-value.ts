/**
 * A variable that a reference (`env:NAME`) names in place of a stored secret; undefined when it is not set or empty.
 * Our own variables are never given out: a reference is chosen by whoever may edit a source.
 */
export function environmentValue(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || /^SESHAT_/i.test(name)) return undefined;
  // What every object inherits, such as __proto__, is no variable.
  return (Object.hasOwn(process.env, name) && process.env[name]) || undefined;
}
