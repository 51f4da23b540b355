/** Something to undo; called once, after every hook of the test file, newest first. */
export type Undo = () => void | Promise<void>;

/** Leaves `undo` to the end of the test file (see environment.mjs); an error in it fails the file. */
export function atFileEnd(undo: Undo): void {
  const undos = (globalThis as { seshatFileEnd?: Undo[] }).seshatFileEnd;
  if (!undos) throw new Error('atFileEnd: run tests with jest.config.mjs, whose environment undoes what tests make.');
  undos.push(undo);
}
