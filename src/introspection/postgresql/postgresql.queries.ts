/**
 * The catalog queries, all set-based: their number does not depend on the number of tables. Each reads few catalogs and
 * leaves the joining to the client. `search_path` is pg_catalog, so that no function or operator of a user is called.
 * A `busy` parameter names relations (or their indexes' relations) whose expressions are not to be decompiled: the server
 * takes a lock on the relation to do so, and would wait for whoever holds it exclusively.
 */

/** Schemas that belong to the users; the prefix `pg_` is reserved by the server. */
const USER_SCHEMA = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

export const HELLO = `
SELECT current_setting('server_version'), current_setting('server_version_num'), current_database(), pg_backend_pid(),
       current_setting('default_transaction_read_only'), current_setting('search_path')`;

/** $1: names of schemas or null for all. Those that an extension brought are told apart: they count only with tables of users. */
export const SCHEMAS = `
SELECT n.nspname, EXISTS (SELECT FROM pg_depend e
         WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid AND e.deptype = 'e')
FROM pg_namespace n
WHERE ${USER_SCHEMA} AND ($1::text[] IS NULL OR n.nspname::text = ANY ($1::text[]))`;

/** $1: names of schemas or null for all; $2: busy views. Partitions come with their parent, relations of extensions not at all. */
export const RELATIONS = `
SELECT c.oid, n.nspname, c.relname, c.relkind, c.relispartition, h.inhparent, c.reltuples, d.description,
       CASE WHEN c.relkind IN ('v', 'm') AND c.oid <> ALL ($2::oid[]) THEN pg_get_viewdef(c.oid) END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_inherits h ON c.relispartition AND h.inhrelid = c.oid
LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${USER_SCHEMA}
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.refclassid = 'pg_extension'::regclass
                    AND e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
  AND ($1::text[] IS NULL OR n.nspname::text = ANY ($1::text[]) OR c.relispartition)`;

/** Every type that is not the row type of a relation, nor an array of one. */
export const TYPES = `
SELECT t.oid, t.typname, n.nspname, t.typtype, t.typcategory, t.typelem, t.typbasetype, t.typtypmod, t.typcollation
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_type e ON e.oid = t.typelem
WHERE t.typtype <> 'c' AND e.typtype IS DISTINCT FROM 'c'`;

/** The name of each type with its modifier, once instead of once a column; over all relations, which is cheaper than to pick ours. */
export const TYPE_NAMES = `
SELECT u.atttypid, nullif(u.atttypmod, -1), format_type(u.atttypid, u.atttypmod)
FROM (SELECT DISTINCT a.atttypid, a.atttypmod FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped) u`;

export const ENUM_LABELS = `
SELECT enumtypid, enumlabel FROM pg_enum ORDER BY enumtypid, enumsortorder`;

export const COLLATIONS = `
SELECT c.oid, CASE WHEN n.nspname = 'pg_catalog' THEN c.collname::text ELSE n.nspname || '.' || c.collname END
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace`;

/** $1: relations; $2: busy ones. Foreign keys that the server itself cloned for partitions are left out. */
export const CONSTRAINTS = `
SELECT k.conrelid, k.conname, k.contype, k.conkey, k.confrelid, k.confkey, k.confupdtype, k.confdeltype, k.condeferrable,
       CASE WHEN k.conrelid = ANY ($2::oid[]) THEN NULL
            WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid)
            WHEN k.contype = 'x' THEN pg_get_constraintdef(k.oid) END
FROM unnest($1::oid[]) r(oid)
JOIN pg_constraint k ON k.conrelid = r.oid
WHERE k.contype IN ('p', 'u', 'c', 'x') OR (k.contype = 'f' AND k.conparentid = 0)`;

/** $1 and $2: relations and numbers of columns, side by side; what foreign keys refer to, in scope or not. */
export const REFERENCED_COLUMNS = `
SELECT a.attrelid, a.attnum, a.attname
FROM unnest($1::oid[], $2::int2[]) r(oid, num)
JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = r.num`;

/** $1: relations. How those are called that are not in scope but referred to. */
export const RELATION_NAMES = `
SELECT c.oid, n.nspname, c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = ANY ($1::oid[])`;

/** $1: relations; $2: busy ones. Expressions are decompiled only where there are any. */
export const INDEXES = `
SELECT i.indrelid, ic.relname, i.indisunique, i.indisprimary, i.indnkeyatts, i.indkey, i.indoption, m.amname,
       CASE WHEN i.indpred IS NOT NULL AND i.indrelid <> ALL ($2::oid[]) THEN pg_get_expr(i.indpred, i.indrelid) END,
       CASE WHEN i.indexprs IS NOT NULL AND i.indrelid <> ALL ($2::oid[]) THEN (
         SELECT json_agg(pg_get_indexdef(i.indexrelid, s.n, false) ORDER BY s.n)
         FROM generate_series(1, i.indnkeyatts) s(n)) END
FROM unnest($1::oid[]) r(oid)
JOIN pg_index i ON i.indrelid = r.oid
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_am m ON m.oid = ic.relam
WHERE i.indislive`;

/**
 * $1: relations; $2: busy ones. A row per table, its columns as JSON: the driver takes ten times as long for a row per
 * column, and the server hardly less to send them (measured). Ids from 10,000 on are not the server's own: they are told
 * apart, as what they stand for may change. What most columns do not have is null; 100 is the database's own collation.
 * The comments are ordered first (OFFSET keeps it so): the planner would else compare each with every column of its table.
 */
export const COLUMNS = `
SELECT c.relation, json_agg(c.facts), string_agg(c.own_type, ' '), string_agg(c.own_collation, ' ')
FROM (
  SELECT a.attrelid AS relation,
         json_build_array(a.attnum, a.attname, a.atttypid, nullif(a.atttypmod, -1), nullif(a.attnotnull, false),
           nullif(a.attidentity, ''), nullif(a.attgenerated, ''),
           CASE WHEN a.attcollation NOT IN (0, 100) THEN a.attcollation END,
           CASE WHEN ad.adbin IS NOT NULL AND a.attrelid <> ALL ($2::oid[]) THEN pg_get_expr(ad.adbin, ad.adrelid) END,
           d.description) AS facts,
         CASE WHEN a.atttypid >= 10000 THEN concat(a.atttypid, ':' || nullif(a.atttypmod, -1)) END AS own_type,
         CASE WHEN a.attcollation >= 10000 THEN a.attcollation::text END AS own_collation
  FROM unnest($1::oid[]) r(oid)
  JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
  LEFT JOIN (SELECT objoid, objsubid, description FROM pg_description
             WHERE classoid = 'pg_class'::regclass ORDER BY objoid, objsubid OFFSET 0) d
         ON d.objoid = a.attrelid AND d.objsubid = a.attnum
  ORDER BY a.attrelid, a.attnum OFFSET 0) c
GROUP BY c.relation
ORDER BY c.relation`;

/** Relations that some other session holds exclusively, and the views that read from them, at any depth. */
export const BUSY = `
WITH RECURSIVE held AS (
  SELECT l.relation AS oid FROM pg_locks l
  WHERE l.locktype = 'relation' AND l.granted AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_backend_pid()
    AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
  UNION
  SELECT v.ev_class FROM held
  JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = held.oid AND d.classid = 'pg_rewrite'::regclass
  JOIN pg_rewrite v ON v.oid = d.objid AND v.ev_class <> held.oid
)
SELECT oid FROM held`;

/** Schemas with what the account may do there: USAGE, and how many of its tables it may not SELECT from. */
export const PRIVILEGES = `
SELECT n.nspname, has_schema_privilege(n.oid, 'USAGE'),
       (SELECT count(*) FROM pg_class c
        WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
          AND NOT has_table_privilege(c.oid, 'SELECT') AND NOT has_any_column_privilege(c.oid, 'SELECT'))
FROM pg_namespace n
WHERE ${USER_SCHEMA} AND NOT EXISTS (SELECT FROM pg_depend e
  WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid AND e.deptype = 'e')`;

/** $1: a backend's pid; $2: our name. Only sessions of ours, so that a pid that was given to another meanwhile is left alone. */
export const CANCEL = `
SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1::int AND application_name = $2`;

/** $1: relations. Which of them there still are. */
export const STILL_THERE = `
SELECT oid FROM pg_class WHERE oid = ANY ($1::oid[])`;
