import type { DiffSummary } from './diff-types.js';
import type { PlanState, TableNode } from './plan-state.js';
import type { DeclaredCount } from './relationship-picture.js';

/** The figures of a plan. `declared`: of the catalogue as it is. */
export function summarise(
  state: PlanState,
  declared: readonly DeclaredCount[],
  vanished: readonly TableNode[],
): DiffSummary {
  const { tableLists: lists } = state;
  return {
    tables: {
      ...state.tables,
      total: state.total,
      failed: state.failed,
      withColumns: state.withColumns,
    },
    columns: { ...state.columns, total: state.columnTotal },
    relationships: relationshipFigures(state, declared, vanished),
    createdTables: lists.created,
    missingTables: lists.missing,
    returnedTables: lists.returned,
    failedTables: lists.failed,
    tablesWithoutColumns: lists.withoutColumns,
    changes: state.isFirst ? {} : changeFigures(state),
    writes: Object.values(state.writes).reduce((sum, list: readonly unknown[]) => sum + list.length, 0),
  };
}

/** Those of tables that were compared are counted already; those of others are as the catalogue has them. */
function relationshipFigures(
  state: PlanState,
  declared: readonly DeclaredCount[],
  vanished: readonly TableNode[],
): DiffSummary['relationships'] {
  const gone = new Set(vanished.map(({ id }) => id));
  const figures = { ...state.relationships };
  let total = state.linked + state.linkedLate;
  let outside = state.outside - state.linkedLate;
  for (const { tableId, linked, outside: others } of declared) {
    if (state.comparedTables.has(tableId)) continue;
    if (gone.has(tableId)) figures.missing += linked;
    else {
      total += linked;
      outside += others;
      figures.unchanged += linked;
    }
  }
  figures.updated += state.linkedLate;
  return { ...figures, total, outside };
}

function changeFigures(state: PlanState): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const { objectType, change } of state.changes) {
    const name = `${objectType} ${change}`;
    figures[name] = (figures[name] ?? 0) + 1;
  }
  return figures;
}
