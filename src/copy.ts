import { ENTITIES } from './app.module.js';
import type { Wiring } from './cli/wiring.js';
import { IdSequence } from './persistence/bulk/id-sequence.entity.js';
import { copyCatalogue } from './persistence/copy/copy-catalogue.js';
import { createCatalogue } from './persistence/create-catalogue.js';

/** Copies one catalogue into another, both opened for it alone. @throws as `copyCatalogue` */
export const copyBetween: Wiring['copyCatalogue'] = async (from, to, watch) => {
  const [source, target] = [from, to].map((config) => createCatalogue(config, { entities: [...ENTITIES, IdSequence] }));
  if (!source || !target) return 0;
  try {
    await source.initialize();
    await target.initialize();
    return await copyCatalogue(source, target, watch);
  } finally {
    for (const one of [source, target]) if (one.isInitialized) await one.destroy();
  }
};
